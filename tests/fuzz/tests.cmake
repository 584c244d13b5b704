# SPDX-License-Identifier: Apache-2.0
#
# The fuzzers as tests: built with clang where it is installed, then run for a fixed number of executions from a fixed seed.
# Those labelled fuzz_long run for ten minutes each, on request: ctest -C long -L fuzz_long
find_program(CONSENT_CLANGXX NAMES clang++)
find_program(CONSENT_CLANG NAMES clang)
mark_as_advanced(CONSENT_CLANG CONSENT_CLANGXX)
set(fuzz_folder ${CMAKE_CURRENT_SOURCE_DIR}/fuzz)
set(fuzz_build ${CMAKE_CURRENT_BINARY_DIR}/fuzz)

# With sanitizers of its own, a second build of the same would tell nothing new.
if(NOT CONSENT_CLANGXX OR NOT CONSENT_CLANG OR CONSENT_SANITIZE OR CONSENT_COVERAGE)
  add_test(NAME "fuzz: every reader and writer" COMMAND ${CMAKE_COMMAND} -E echo "SKIPPED: clang is not installed")
  set_tests_properties("fuzz: every reader and writer" PROPERTIES LABELS fuzz SKIP_REGULAR_EXPRESSION "SKIPPED: ")
  return()
endif()

add_test(NAME "fuzz: build" COMMAND ${CMAKE_CTEST_COMMAND}
  --build-and-test ${fuzz_folder} ${fuzz_build} --build-generator ${CMAKE_GENERATOR}
  --build-options -DCMAKE_C_COMPILER=${CONSENT_CLANG} -DCMAKE_CXX_COMPILER=${CONSENT_CLANGXX}
                  -DCMAKE_CXX_COMPILER_LAUNCHER=${CMAKE_CXX_COMPILER_LAUNCHER}
  --test-command ${fuzz_build}/make_seeds ${fuzz_build}/seeds)
set_tests_properties("fuzz: build" PROPERTIES LABELS fuzz TIMEOUT 900 FIXTURES_SETUP fuzzers)

function(consent_add_fuzz_test target format)
  set(arguments -seed=1 -timeout=25 -rss_limit_mb=3000 -print_final_stats=0 -verbosity=0
      -dict=${fuzz_folder}/dictionaries/${format}.dict -artifact_prefix=${fuzz_build}/${target}-${format}-)
  set(run ${CMAKE_COMMAND} -DPROGRAM=${fuzz_build}/fuzz_${target} -DSEEDS=${fuzz_build}/seeds/${format}
      -DCORPUS=${fuzz_build}/corpus/${target}-${format})
  set(name "fuzz: ${target} ${format}")
  add_test(NAME ${name} COMMAND ${run} "-DARGUMENTS=${arguments};-runs=10000" -P ${fuzz_folder}/run.cmake)
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 600 FIXTURES_REQUIRED fuzzers)
  set(name "fuzz long: ${target} ${format}")
  add_test(NAME ${name} CONFIGURATIONS long COMMAND ${run} "-DARGUMENTS=${arguments};-max_total_time=600" -P ${fuzz_folder}/run.cmake)
  set_tests_properties(${name} PROPERTIES LABELS fuzz_long TIMEOUT 1200 FIXTURES_REQUIRED fuzzers)
endfunction()

foreach(format jpeg png webp gif tiff bmp heif avif)
  foreach(target decode metadata sanitise)
    consent_add_fuzz_test(${target} ${format})
  endforeach()
endforeach()
consent_add_fuzz_test(blocks blocks)

# The same programs over whole photographs, where they are: nothing in them trips a sanitizer or breaks a promise.
foreach(target decode metadata sanitise)
  set(name "fuzz: ${target} of whole files")
  add_test(NAME ${name} COMMAND ${CMAKE_COMMAND} -DPROGRAM=${fuzz_build}/fuzz_${target}
    -DFILES=${PROJECT_SOURCE_DIR}/../shared/testdata/metadata -DARTIFACTS=${fuzz_build}/whole-${target}-
    -P ${fuzz_folder}/run_whole.cmake)
  set_tests_properties(${name} PROPERTIES LABELS fuzz TIMEOUT 900 FIXTURES_REQUIRED fuzzers SKIP_REGULAR_EXPRESSION "SKIPPED: ")
endforeach()
