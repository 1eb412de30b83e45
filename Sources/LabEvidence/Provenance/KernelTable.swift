/// Kernels that runs of the store ran on; each one's options are read only once.
enum KernelTable {
  /// What the store knows of a kernel; nil where it does not know it, or not its options.
  static func find(
    release: String, version: String, machine: String, on connection: Connection
  ) throws(StoreFailure) -> KernelRecord? {
    let statement = try connection.statement(.findKernel)
    statement.bind(1, release)
    statement.bind(2, version)
    statement.bind(3, machine)
    guard try statement.next() else { return nil }
    defer { statement.reset() }
    guard let options = statement.optionalText(2) else { return nil }
    return KernelRecord(
      release: release, version: version, machine: machine,
      configurationHash: statement.optionalText(1), options: KernelOptions(text: options))
  }

  /// The number of the row for `kernel`, which is added, or given its options, where needed.
  static func number(
    of kernel: KernelRecord, on connection: Connection
  ) throws(StoreFailure) -> Int {
    let find = try connection.statement(.findKernel)
    find.bind(1, kernel.release)
    find.bind(2, kernel.version)
    find.bind(3, kernel.machine)
    if try find.next() {
      let number: Int = find.number(0)
      let hasOptions = !find.isNull(2)
      find.reset()
      if !hasOptions, let options = kernel.options, let hash = kernel.configurationHash {
        let update = try connection.statement(.setOptions)
        update.bind(1, hash)
        update.bind(2, options.text)
        update.bind(3, number)
        try update.run()
      }
      return number
    }
    // A row has both or neither.
    let options = kernel.configurationHash == nil ? nil : kernel.options?.text
    let add = try connection.statement(.addKernel)
    add.bind(1, kernel.release)
    add.bind(2, kernel.version)
    add.bind(3, kernel.machine)
    add.bind(4, options == nil ? nil : kernel.configurationHash)
    add.bind(5, options)
    try add.run()
    return connection.lastInsertedNumber
  }
}

extension SQL {
  fileprivate static let findKernel = SQL(
    """
    SELECT number, configuration_sha256, options FROM kernel
    WHERE release = ? AND version = ? AND machine = ?
    """)
  fileprivate static let addKernel = SQL(
    """
    INSERT INTO kernel (release, version, machine, configuration_sha256, options)
    VALUES (?, ?, ?, ?, ?)
    """)
  fileprivate static let setOptions = SQL(
    "UPDATE kernel SET configuration_sha256 = ?, options = ? WHERE number = ?")
}
