# SPDX-License-Identifier: Apache-2.0
#
# consent_own_code(TARGET): the warnings, sanitizers and coverage that our own code is built with, never exported.

function(consent_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
  # GCC 12 warns of std::string's own operator+ (GCC bug 105651, mended in 13).
  if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND CMAKE_CXX_COMPILER_VERSION VERSION_LESS 13)
    target_compile_options(${target} PRIVATE $<$<COMPILE_LANGUAGE:CXX>:-Wno-restrict>)
  endif()
  if(CONSENT_WERROR)
    target_compile_options(${target} PRIVATE -Werror)
  endif()
  if(CONSENT_SANITIZE)
    target_compile_options(${target} PRIVATE -fsanitize=${CONSENT_SANITIZE} -fno-omit-frame-pointer
                                             -fno-sanitize-recover=all)
    target_link_options(${target} PRIVATE -fsanitize=${CONSENT_SANITIZE})
  endif()
  if(CONSENT_COVERAGE)
    target_compile_options(${target} PRIVATE --coverage)
    target_link_options(${target} PRIVATE --coverage)
  endif()
endfunction()
