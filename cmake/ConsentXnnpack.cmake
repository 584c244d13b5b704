# SPDX-License-Identifier: Apache-2.0
#
# XNNPACK and what reads an ONNX file for it: libxnnpack-dev, libpthreadpool-dev, libonnx-dev, libprotobuf-dev. None of them is
# required. Sets CONSENT_HAVE_XNNPACK and, where it is true, makes the target consent_xnnpack.
find_package(Protobuf QUIET)
find_path(CONSENT_XNNPACK_INCLUDE xnnpack.h)
find_path(CONSENT_PTHREADPOOL_INCLUDE pthreadpool.h)
find_path(CONSENT_ONNX_INCLUDE onnx/onnx_pb.h)
find_library(CONSENT_XNNPACK_LIBRARY XNNPACK)
find_library(CONSENT_ONNX_PROTO_LIBRARY onnx_proto)
mark_as_advanced(CONSENT_XNNPACK_INCLUDE CONSENT_PTHREADPOOL_INCLUDE CONSENT_ONNX_INCLUDE CONSENT_XNNPACK_LIBRARY
  CONSENT_ONNX_PROTO_LIBRARY)

set(CONSENT_HAVE_XNNPACK OFF)
if(Protobuf_FOUND AND CONSENT_XNNPACK_INCLUDE AND CONSENT_PTHREADPOOL_INCLUDE AND CONSENT_ONNX_INCLUDE AND
   CONSENT_XNNPACK_LIBRARY AND CONSENT_ONNX_PROTO_LIBRARY)
  set(CONSENT_HAVE_XNNPACK ON)
  add_library(consent_xnnpack INTERFACE)
  target_include_directories(consent_xnnpack SYSTEM INTERFACE
    ${CONSENT_XNNPACK_INCLUDE} ${CONSENT_PTHREADPOOL_INCLUDE} ${CONSENT_ONNX_INCLUDE})
  target_compile_definitions(consent_xnnpack INTERFACE ONNX_ML=1 ONNX_NAMESPACE=onnx)
  target_link_libraries(consent_xnnpack INTERFACE
    ${CONSENT_XNNPACK_LIBRARY} ${CONSENT_ONNX_PROTO_LIBRARY} protobuf::libprotobuf)
else()
  message(STATUS "XNNPACK or the ONNX library is not installed: OpenCV runs every network, at about half the speed")
endif()
