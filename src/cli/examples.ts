/** What stands below the options in each `--help`: exit codes, and commands to begin with. */

export const completionExamples = `
Examples:
  source <(onceproof completion bash)              in ~/.bashrc
  source <(onceproof completion zsh)               in ~/.zshrc, behind compinit
  onceproof completion fish | source               in ~/.config/fish/config.fish`;

export const programExamples = `
Examples:
  onceproof list                                   all stories
  onceproof run sent-to-orders-17                  one of them, told from beginning to end
  onceproof run lost-ack --diagram                 the same with every message drawn
  onceproof hunt standard --seeds 1000             a thousand seeds of the standard load
  onceproof check standard --seeds 100             each of a hundred seeds twice: is it the same run?

Exit codes: 0 as expected, 2 bad usage or input, 10 a safety property broke, 11 a liveness property broke or a limit
was reached, 12 not deterministic, 70 a mistake in onceproof itself.`;

export const huntExamples = `
Exit codes: 0 nothing broke, 10 a safety property broke, 11 a liveness property broke, a limit was reached or, with
--require-marks, a promise was never put to the test; 2 bad usage or input. Ctrl-C ends with what was found so far.

Examples:
  onceproof hunt standard --seeds 20000            on all cores
  onceproof hunt mine.yml --seeds 1000000 --out d  kept in a folder, with a repro for each way of failing
  onceproof hunt mine.yml --seeds 1000000 --out d --resume
  onceproof hunt mine.yml --seeds 100000 --guided  a fourth of them varies runs that reached something rare
  onceproof hunt mine.yml --seeds 1000000 --shard 2/4 --out d2     the second of four machines
  onceproof hunt --merge d1 d2 d3 d4 --out d`;

export const doctorExamples = `
Exit codes: 0 sound, 10 unsound, 2 the files cannot be read or the client refuses the settings. They are about the files as
they are, with --fix too.

Examples:
  onceproof doctor producer.properties             what these settings promise
  onceproof doctor application.yml --spring-profile prod --profile java-4.4
  onceproof doctor producer.properties --set acks=1
  onceproof doctor producer.properties --fix > mended.properties`;

export const runExamples = `
Examples:
  onceproof run lost-ack                           a story, as it is written
  onceproof run lost-ack --diagram                 the same, message by message
  onceproof run lost-ack --set acks=1              with a setting of your own
  onceproof run lost-ack --config producer.properties --profile kafka-2.4
  onceproof run standard --seed 7 --save-repro seven.json
  onceproof run my-scenario.yaml --json`;
