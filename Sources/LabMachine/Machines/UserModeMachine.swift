import Glibc
import LabModel
import LabSandbox

/// User-mode Linux: the guest's kernel is a program of this machine
/// (Documentation/virt/uml/user_mode_linux_howto_v2.rst).
package struct UserModeMachine: Machine {
  package let startLimit: Int64
  private let kernel: Kernel
  private let image: GuestImage
  private let arguments: [String]
  /// Holds the guest's memory, which has to be executable, and the control socket: a file system of
  /// the machine's own is mounted here.
  private static let scratch = "/dev/shm"

  /// A machine with `image` on `kernel`.
  ///
  /// - Parameters:
  ///   - kernel: Its image is a UML executable.
  ///   - image: Its initramfs.
  ///   - arguments: More words for the kernel's command line.
  ///   - startLimit: How long it may take to answer, in ns.
  package init(
    kernel: Kernel, image: GuestImage, arguments: [String] = [],
    startLimit: Int64 = 15_000_000_000
  ) {
    self.kernel = kernel
    self.image = image
    self.arguments = arguments
    self.startLimit = startLimit
  }

  package func start() throws(MachineFailure) -> MachineProcess {
    do {
      return try start(isolated: true)
    } catch {
      // Where user namespaces are forbidden its helper processes have to be found by their group.
      return try start(isolated: false)
    }
  }

  /// Starts it with namespaces of its own, or without.
  func start(isolated: Bool) throws(MachineFailure) -> MachineProcess {
    let channel: (Descriptor, Descriptor)
    let console: (read: Descriptor, write: Descriptor)
    let archive: Descriptor
    do throws(SandboxFailure) {
      channel = try Descriptor.socketPair(Int32(SOCK_STREAM.rawValue))
      console = try Descriptor.pipe()
      archive = try Descriptor.open(image.path, O_RDONLY)
    } catch {
      throw MachineFailure(error.stage, error.subject, errno: error.errno)
    }
    var words = [
      // By number: words of the command line cannot hold blanks, as paths can.
      "initrd=/proc/self/fd/4", "mem=\(image.guestMemory >> 20)M", "con=null", "con0=null,fd:1",
      "ssl=null",
      "ssl1=fd:3",
    ]
    var folder: String?
    if !isolated {
      var template = Array("/tmp/labbook-uml-XXXXXX".utf8CString)
      guard mkdtemp(&template) != nil else {
        throw MachineFailure("make a folder in", "/tmp", errno: errno)
      }
      folder = String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
    words += ["uml_dir=\(folder ?? Self.scratch)/", "umid=machine"]
    words += GuestArguments.words(channel: "ttyS1", extra: arguments)
    let request = MachineProcess.Request(
      path: kernel.image, arguments: words,
      environment: ["PATH=/usr/bin:/bin"] + (isolated ? ["TMPDIR=\(Self.scratch)"] : []),
      scratch: isolated ? Self.scratch : nil, folder: folder, descriptors: [channel.1, archive],
      output: console.write)
    do throws(MachineFailure) {
      return try MachineProcess.start(
        request, isolated: isolated, channel: channel.0, console: console.read,
        record: MachineRecord(
          accelerator: .uml, emulator: "user-mode Linux \(kernel.release)",
          memory: image.guestMemory,
          processors: 1, isResumed: false, startDuration: 0))
    } catch {
      // Where there is no keeper that does it.
      if let folder { rmdir(folder) }
      throw error
    }
  }
}
