import LabMachine
import Testing

@Suite struct CacheFolderTests {
  @Test func theCacheFollowsTheBaseDirectorySpecification() throws {
    let both = ["XDG_CACHE_HOME": "/cache", "HOME": "/home/ada"]
    #expect(try CacheFolder { both[$0] }.path == "/cache/labbook")
    let home = ["HOME": "/home/ada", "XDG_CACHE_HOME": "relative"]
    #expect(try CacheFolder { home[$0] }.path == "/home/ada/.cache/labbook")
    #expect(throws: MachineFailure.self) { try CacheFolder { _ in nil } }
  }
}
