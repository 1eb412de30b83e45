/// Kernel objects of one kind in one host, as the recorder knows them.
struct ObjectTable<Key: Hashable, Object: Hashable> {
  /// An object before and after; never both nil, never equal.
  typealias Change = (old: Object?, new: Object?)

  private var entries: [Key: (object: Object, order: Int)] = [:]
  private var order = 0

  /// The objects, oldest first.
  var objects: [Object] {
    entries.values.sorted { $0.order < $1.order }.map(\.object)
  }

  subscript(key: Key) -> Object? { entries[key]?.object }

  /// Adds or replaces an object; nil if that changes nothing.
  mutating func put(_ key: Key, _ object: Object) -> Change? {
    guard let old = entries[key] else {
      order += 1
      entries[key] = (object, order)
      return (nil, object)
    }
    guard old.object != object else { return nil }
    entries[key] = (object, old.order)
    return (old.object, object)
  }

  /// Removes an object; nil if it is not there.
  mutating func remove(_ key: Key) -> Change? {
    entries.removeValue(forKey: key).map { ($0.object, nil) }
  }

  /// Makes the table equal to one that the kernel gave; removals come first.
  mutating func replace(with current: [(key: Key, object: Object)]) -> [Change] {
    let kept = Set(current.lazy.map(\.key))
    let gone = entries.filter { !kept.contains($0.key) }
      .sorted { $0.value.order < $1.value.order }
    var changes: [Change] = []
    for (key, _) in gone {
      if let change = remove(key) { changes.append(change) }
    }
    for (key, object) in current {
      if let change = put(key, object) { changes.append(change) }
    }
    return changes
  }
}
