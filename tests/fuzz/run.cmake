# SPDX-License-Identifier: Apache-2.0
#
# One fuzzer from its seeds, with a corpus of its own that begins empty. Given: PROGRAM, SEEDS, CORPUS, ARGUMENTS.
if(NOT IS_DIRECTORY ${SEEDS})
  message(FATAL_ERROR "there are no seeds in ${SEEDS}")
endif()
file(REMOVE_RECURSE ${CORPUS})
file(MAKE_DIRECTORY ${CORPUS})
execute_process(COMMAND ${PROGRAM} ${ARGUMENTS} ${CORPUS} ${SEEDS} RESULT_VARIABLE status)
if(NOT status EQUAL 0)
  message(FATAL_ERROR "the fuzzer ended with ${status}: what it found lies beside ${CORPUS}")
endif()
