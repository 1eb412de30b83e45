import Foundation
import LabEvidence
import TestSupport
import Testing

extension Faults {
  /// Disks below the database that are full, broken or may only be read.
  @Suite struct Disks {
    private static let notebook = """
      ```console {#numbers}
      $ seq 20000 | tail -n 1
      20000
      ```

      ```sh
      seq 20000
      ```

      ```sh
      seq 20000
      ```

      ```claims
      numbers prints "20000"
      ```
      """

    /// A wrapper that mounts a file system of its own at `disk`, does `before` there, and copies the
    /// database out of it when labbook has ended.
    private static func disk(
      at disk: String, options: String, before: String = "", copiedTo folder: String
    ) -> [String] {
      let unshare = geteuid() == 0 ? ["unshare", "-m"] : ["unshare", "-Urm"]
      let script = """
        mount -t tmpfs -o \(options) none '\(disk)' && cd '\(disk)' || exit 99
        \(before)
        "$@"; status=$?
        for file in labbook.sqlite labbook.sqlite-wal; do [ -e $file ] && cp $file '\(folder)'; done
        cd /; umount '\(disk)' || exit 98
        exit $status
        """
      return unshare + ["sh", "-c", script, "sh"]
    }

    @Test func aFullDiskUnderTheDatabaseIsAFailureAndLeavesItWhole() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      let disk = try scene.folder.folder("disk")
      scene.expect(file: "disk")
      var statuses: Set<Int32?> = []
      let sizes = [16, 64, 200, 400, 600, 700, 800, 900, 1000, 1200, 1400, 4000]
      for size in Faults.isWhole ? Array(stride(from: 16, to: 1600, by: 16)) + [4000] : sizes {
        let wrapper = Self.disk(
          at: disk, options: "size=\(size)k", copiedTo: scene.folder.path)
        let ending = try LabbookProcess.run(
          ["run", path, "--json", "--db", disk + "/labbook.sqlite"], under: wrapper,
          in: scene.work)
        statuses.insert(ending.status)
        #expect(ending.status == 0 || ending.status == 5, "\(size) KiB: \(ending)")
        if ending.status == 5 {
          let told = ending.stdout + ending.stderr
          // The file that shares the log's index is the one that finds no room at 16 KiB.
          let isFull = told.contains("disk is full") && told.contains("make room on the disk")
          #expect(isFull || told.contains("the room on it"), "\(size) KiB: \(told)")
          #expect(!told.contains("\"verdict\""), "\(size) KiB: \(told)")
        }
        try Self.checkAndRemove(scene.database)
      }
      #expect(statuses == [0, 5])
      scene.expectTheMachineAsBefore()
    }

    /// Expects a copied database to be whole, with no run that seems to have finished but did not.
    private static func checkAndRemove(_ database: String) throws {
      defer {
        for suffix in ["", "-wal", "-shm"] {
          try? FileManager.default.removeItem(atPath: database + suffix)
        }
      }
      guard FileManager.default.fileExists(atPath: database) else { return }
      let store = try Store.open(path: database)
      #expect(try store.integrityProblems() == [])
      for run in try store.runs() {
        let evidence = try RunEvidence.load(run: run.number, from: store)
        let ended = evidence.attempts.filter { $0.end != nil }.count
        #expect(run.status != .finished || ended == 3)
      }
      try store.close()
    }

    @Test func anErrorOfTheDiskIsAFailureAndLeavesTheDatabaseWhole() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      let library = try CompiledFault.brokenDisk.get()
      var failures = 0
      for count in stride(from: 1, to: 90, by: Faults.size(8, whole: 1)) {
        let wrapper = ["env", "LD_PRELOAD=\(library)", "LABBOOK_EIO=\(count)"]
        let ending = try scene.run(["run", path, "--json"], under: wrapper)
        #expect(ending.status == 0 || ending.status == 5, "call \(count): \(ending)")
        if ending.status == 5 {
          failures += 1
          let told = ending.stdout + ending.stderr
          // Where a page cannot be read SQLite itself takes the file for damaged.
          let isTold = told.contains("I/O error") || told.contains("disk image is malformed")
          #expect(isTold, "call \(count): \(told)")
          #expect(told.contains("labbook.sqlite"), "call \(count): \(told)")
          #expect(!told.contains("\"verdict\""), "call \(count): \(told)")
        }
        try Self.checkAndRemove(scene.database)
      }
      #expect(failures > 3)
      scene.expectTheMachineAsBefore()
    }

    @Test func aFileSystemThatMayOnlyBeReadIsToldAndRead() throws {
      let scene = try FaultScene()
      let path = try scene.notebook(Self.notebook)
      #expect(try scene.run(["run", path]).status == 0)
      let disk = try scene.folder.folder("disk")
      scene.expect(file: "disk")
      for (arguments, hasFile, status) in [
        (["run", path], false, 5), (["run", path], true, 5), (["list"], true, 0),
        (["show", "last"], true, 0), (["sql", "SELECT count(*) FROM run"], true, 0),
        (["packets", "last"], true, 0), (["db", "check"], true, 0), (["judge", "last"], true, 5),
      ] as [([String], Bool, Int32)] {
        let copy = hasFile ? "cp '\(scene.database)' . && " : ""
        let wrapper = Self.disk(
          at: disk, options: "size=8m",
          before: copy + "mount -o remount,bind,ro '\(disk)' || exit 97",
          copiedTo: "/dev/null")
        let ending = try LabbookProcess.run(
          arguments + ["--db", disk + "/labbook.sqlite"], under: wrapper, in: scene.work)
        #expect(ending.status == status, "\(arguments): \(ending)")
        if status == 5 {
          #expect(
            (ending.stdout + ending.stderr).contains("Read-only file system"),
            "\(arguments): \(ending)")
        }
      }
      try scene.expectAllWell()
    }
  }
}
