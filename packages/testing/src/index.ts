export type { AnyRow } from './compare-rows.ts';
export { describeSink, type SinkConformance } from './conformance/describe-sink.ts';
export { describeSource, type SourceConformance } from './conformance/describe-source.ts';
export type { SinkPlace, SinkReader } from './conformance/sink-place.ts';
export type { SourcePlace } from './conformance/source-place.ts';
export {
  type KnownGaps,
  type Law,
  runSuite,
  type Suite,
  type TestFramework,
} from './conformance/suite.ts';
export { LOSSES, type LossMode } from './disk-after.ts';
export type { Fault, FaultCode } from './fault.ts';
export { ManualClock } from './manual-clock.ts';
export { seededRand } from './seeded-rand.ts';
export { SimCrash, SimFs } from './sim-fs.ts';
export {
  SimMachine,
  type SimMachineOptions,
  type TestSessionOptions,
  testSession,
} from './sim-machine.ts';
export { type SimPorts, type SimPortsOptions, simPorts } from './sim-ports.ts';
export type { Disturbance, Ending, LifePlan, Strike } from './simulate/disturbance.ts';
export { linesIn } from './simulate/lines-in.ts';
export type {
  BuildPipeline,
  Hazard,
  SimulatedPipeline,
  SimWorld,
  Visibility,
} from './simulate/pipeline.ts';
export type { Loss, Share } from './simulate/plan-executions.ts';
export {
  type Execution,
  executionsOf,
  type SimulateOptions,
  type SimulateReport,
  simulate,
} from './simulate/simulate.ts';
export {
  checkAnswer,
  checkLastBatch,
  checkNewAnswer,
  checkOrderedAnswer,
} from './test-stream/check-answer.ts';
export type { Step } from './test-stream/step.ts';
export {
  addData,
  addFile,
  advanceProcessingTime,
  assertOnQuery,
  checkState,
  checkWatermark,
  crash,
  expectError,
  failDisk,
  processAllAvailable,
  restart,
  start,
  stop,
} from './test-stream/steps.ts';
export { type TestStreamOptions, testStream } from './test-stream/test-stream.ts';
export type { Crash, StreamStart } from './test-stream/tested-stream.ts';
