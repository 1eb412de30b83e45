import Glibc
import LabMachine
import LabReport

/// What notebooks on other kernels would need.
struct MachineProbes {
  private static let area = "other kernels"

  /// uname(2)'s release of this kernel.
  static var kernelRelease: String {
    SystemFile.text("/proc/sys/kernel/osrelease")?.split(separator: "\n").first
      .map(String.init) ?? "unknown"
  }

  /// Everything of this part.
  func capabilities() -> [Capability] {
    [
      kvm(),
      program("qemu-system-x86_64", name: "QEMU", package: "qemu-system-x86"),
      program("linux.uml", name: "UML", package: "user-mode-linux"),
      program("depmod", name: "kmod", package: "kmod"),
      program("apt-get", name: "fetching", package: "apt"),
    ]
  }

  private func kvm() -> Capability {
    let descriptor = open("/dev/kvm", O_RDWR | O_CLOEXEC)
    if descriptor >= 0 {
      close(descriptor)
      // A virtual machine may have the device without the processor's part.
      guard EmulatorAccelerator.isVirtualizing(SystemFile.text("/proc/cpuinfo") ?? "") else {
        return Capability(
          area: Self.area, name: "KVM", state: .partly,
          detail: "/dev/kvm opens, but the processor has neither vmx nor svm: QEMU translates",
          remedy: "nothing here; on the machine below, switch nested virtualisation on")
      }
      return Capability(area: Self.area, name: "KVM", state: .ok, detail: "/dev/kvm opens")
    }
    let isMissing = errno == ENOENT
    return Capability(
      area: Self.area, name: "KVM", state: .missing,
      detail: isMissing
        ? "no /dev/kvm: QEMU would emulate the processor, several times slower"
        : "open /dev/kvm: \(String(cString: strerror(errno)))",
      remedy: isMissing
        ? "switch virtualisation on in the firmware (or nested, in a virtual machine) and run: "
          + "sudo modprobe -a kvm_intel kvm_amd"
        : Remedy.open("/dev/kvm"))
  }

  private func program(_ program: String, name: String, package: String) -> Capability {
    guard let path = ProbeProcess.path(of: program) else {
      return Capability(
        area: Self.area, name: name, state: .missing, detail: "\(program) is not here",
        remedy: Remedy.install(package))
    }
    return Capability(area: Self.area, name: name, state: .ok, detail: path)
  }
}
