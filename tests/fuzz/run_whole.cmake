# SPDX-License-Identifier: Apache-2.0
#
# One fuzzer once over every file of a folder of real pictures, with the real limits. Given: PROGRAM, FILES, ARTIFACTS.
if(NOT IS_DIRECTORY "${FILES}")
  message("SKIPPED: there are no test pictures in ${FILES}")
  return()
endif()
set(ENV{CONSENT_FUZZ_WHOLE} 1)
execute_process(COMMAND ${PROGRAM} -runs=0 -max_len=100000000 -timeout=120 -rss_limit_mb=8000 -verbosity=0
  -artifact_prefix=${ARTIFACTS} ${FILES} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the fuzzer ended with ${status}: what it found lies beside ${ARTIFACTS}")
endif()
