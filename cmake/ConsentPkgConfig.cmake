# SPDX-License-Identifier: Apache-2.0
#
# consent_install_pkg_config(NAME DESCRIPTION): NAME.pc for the library -lNAME. Its paths are told from where the file lies,
# so that an installed tree may be moved; absolute install folders stay as they are.

function(consent_install_pkg_config name description)
  set(consent_pc_name ${name})
  set(consent_pc_description "${description}")
  set(consent_pc_prefix ${CMAKE_INSTALL_PREFIX})
  if(NOT IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}")
    file(RELATIVE_PATH up "/${CMAKE_INSTALL_LIBDIR}/pkgconfig" "/")
    string(REGEX REPLACE "/$" "" up "${up}")
    set(consent_pc_prefix "\${pcfiledir}/${up}")
  endif()
  foreach(folder libdir includedir)
    string(TOUPPER ${folder} variable)
    set(consent_pc_${folder} "${CMAKE_INSTALL_${variable}}")
    if(NOT IS_ABSOLUTE "${consent_pc_${folder}}")
      set(consent_pc_${folder} "\${prefix}/${consent_pc_${folder}}")
    endif()
  endforeach()
  configure_file(${PROJECT_SOURCE_DIR}/cmake/consent.pc.in ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc @ONLY)
  install(FILES ${CMAKE_CURRENT_BINARY_DIR}/${name}.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()
