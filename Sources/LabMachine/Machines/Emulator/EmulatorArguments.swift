import LabModel

/// What the emulator and the guest's kernel are told.
struct EmulatorArguments: Sendable, Hashable {
  /// The emulator's descriptors, in the order in which `MachineProcess.Request` lists them.
  enum Inherited {
    static let channel = 3
    static let monitor = 4
    static let memory = 5
    /// Of a machine that is resumed only.
    static let state = 6
  }

  /// The device that carries the channel.
  enum ChannelDevice: Sendable, Hashable {
    /// A port of virtio-serial: 1 MB in 10 ms.
    case virtio
    /// The second serial line, which needs no driver but carries 250 kB a second.
    case serial

    /// Its name below /dev in the guest.
    var name: String { self == .virtio ? "vport0p1" : "ttyS1" }
  }

  var kernel: Kernel
  var image: GuestImage
  var accelerator: MachineRecord.Accelerator
  var channel: ChannelDevice
  /// More words for the kernel's command line.
  var extra: [String]

  /// Virtio where the kernel has its drivers, built in or as modules (images bring those).
  static func channel(configuration: String?) -> ChannelDevice {
    let lines = (configuration ?? "").split(separator: "\n")
    let hasAll = ["CONFIG_VIRTIO_PCI", "CONFIG_VIRTIO_CONSOLE"].allSatisfy { option in
      lines.contains { $0 == option + "=y" || $0 == option + "=m" }
    }
    return hasAll ? .virtio : .serial
  }

  /// What makes the guest what it is: the same words, the same guest.
  var machine: [String] {
    [
      // Nothing that was not asked for: no configuration files, network, VGA, disks, USB.
      "-nodefaults", "-no-user-config", "-display", "none", "-no-reboot",
      // Without ACPI and HPET a kernel boots a fifth sooner; nothing that labbook records needs them.
      "-M", "pc,acpi=off,hpet=off,usb=off,memory-backend=ram", "-m", "\(image.guestMemory >> 20)M",
      "-accel", accelerator == .kvm ? "kvm" : "tcg",
      "-cpu", processor, "-smp", "1",
      "-kernel", kernel.image, "-initrd", image.path, "-append", words.joined(separator: " "),
      // ttyS0: with the emulator's own words on its standard output.
      "-chardev", "stdio,id=console,signal=off", "-device", "isa-serial,chardev=console",
      "-chardev", "socket,id=channel,fd=\(Inherited.channel)",
    ] + device + [
      "-chardev", "socket,id=monitor,fd=\(Inherited.monitor)",
      "-mon", "chardev=monitor,mode=control",
    ]
  }

  /// Its translator does "fast" string instructions byte by byte: where the processor does not claim
  /// them, kernels clear and copy pages eight times as fast (ERMS in arch/x86/lib/clear_page_64.S).
  private var processor: String { accelerator == .kvm ? "host" : "max,-erms" }

  private var device: [String] {
    switch channel {
    case .virtio:
      [
        "-device", "virtio-serial-pci,max_ports=2",
        "-device", "virtserialport,chardev=channel,name=org.labbook.channel",
      ]
    case .serial: ["-device", "isa-serial,chardev=channel"]
    }
  }

  /// All of it: booting with memory that can be saved, or resuming with a private view of saved memory.
  func all(resumes: Bool) -> [String] {
    machine + [
      "-object",
      "memory-backend-file,id=ram,size=\(image.guestMemory),mem-path=/proc/self/fd/\(Inherited.memory),"
        + "share=\(resumes ? "off" : "on")",
    ] + (resumes ? ["-incoming", "defer"] : [])
  }

  /// The kernel's command line (Documentation/admin-guide/kernel-parameters.txt).
  private var words: [String] {
    var words = [
      "console=ttyS0", "printk.time=1", "loglevel=5",
      // A panic before the first process ends the emulator: `-no-reboot`.
      "panic=-1",
      // Its self-tests take a fifth of a boot.
      "cryptomgr.notests",
      "mitigations=off", "random.trust_cpu=on",
    ]
    if accelerator == .tcg {
      words += [
        // Its clock runs by this machine's: what calibrates and compares timers finds faults that are none.
        "tsc=reliable", "no_timer_check",
        // A guest that gets no processor for a while has no lockup.
        "sysctl.kernel.watchdog_thresh=60", "rcupdate.rcu_cpu_stall_timeout=120",
      ]
    }
    return words + GuestArguments.words(channel: channel.name, extra: extra)
  }
}
