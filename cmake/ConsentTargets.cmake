# SPDX-License-Identifier: Apache-2.0
#
# consent_own_code(TARGET): the warnings, sanitizers and coverage that our own code is built with, never exported.

function(consent_own_code target)
  target_compile_options(${target} PRIVATE -Wall -Wextra -Wconversion -Wshadow)
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
