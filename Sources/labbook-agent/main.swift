import LabSandbox

AgentProgram.run()
