import LabSandbox

if GuestProgram.isWanted { GuestProgram.run() }
AgentProgram.run()
