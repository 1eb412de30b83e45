/// Which crossings belong to one journey: those that are connected.
struct JourneySets {
  /// The crossings of journey `n` begin at `starts[n]` of `members` and end before `starts[n + 1]`.
  private(set) var starts: [Int32] = [0]
  private(set) var members: [Int32]
  /// The journey of each crossing.
  private(set) var journeys: [Int32]

  init(parents: [Int32], further: [Int32: [Int32]]) {
    let count = parents.count
    var roots = [Int32](0..<Int32(count))
    func root(_ index: Int32) -> Int32 {
      var index = index
      while roots[Int(index)] != index {
        roots[Int(index)] = roots[Int(roots[Int(index)])]
        index = roots[Int(index)]
      }
      return index
    }
    for (index, parent) in parents.enumerated() where parent >= 0 {
      roots[Int(root(Int32(index)))] = root(parent)
    }
    for (index, parents) in further {
      for parent in parents { roots[Int(root(index))] = root(parent) }
    }
    // Journeys are numbered in the order in which they are first seen.
    var numbers = [Int32](repeating: -1, count: count)
    journeys = [Int32](repeating: 0, count: count)
    for index in 0..<count {
      let root = Int(root(Int32(index)))
      if numbers[root] < 0 {
        numbers[root] = Int32(starts.count - 1)
        starts.append(0)
      }
      journeys[index] = numbers[root]
      starts[Int(numbers[root]) + 1] += 1
    }
    for number in starts.indices.dropFirst() { starts[number] += starts[number - 1] }
    var next = starts
    members = [Int32](repeating: 0, count: count)
    for index in 0..<count {
      let number = Int(journeys[index])
      members[Int(next[number])] = Int32(index)
      next[number] += 1
    }
  }
}
