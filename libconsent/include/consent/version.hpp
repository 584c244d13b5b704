// SPDX-License-Identifier: Apache-2.0
//
// The version of these headers. CMakeLists.txt reads it from here, so it stands in one place.
// Semantic versioning: while the major number is 0, a minor step may break source and binary
// compatibility; a patch step never does.
#pragma once

#define CONSENT_VERSION_MAJOR 0
#define CONSENT_VERSION_MINOR 1
#define CONSENT_VERSION_PATCH 0
#define CONSENT_VERSION_STRING "0.1.0"
