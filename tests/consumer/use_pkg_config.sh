#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
#
# Builds and runs the two small consumers with plain compilers and pkg-config.
#
#     use_pkg_config.sh PREFIX LIBDIR CC CXX SOURCE_FOLDER SCRATCH
set -eu
prefix=$1 libdir=$2 cc=$3 cxx=$4 sources=$5 scratch=$6
PKG_CONFIG_PATH=$prefix/$libdir/pkgconfig
LD_LIBRARY_PATH=$prefix/$libdir
export PKG_CONFIG_PATH LD_LIBRARY_PATH
mkdir -p "$scratch"
cd "$scratch"
# Word splitting of the flags is what pkg-config is for.
# shellcheck disable=SC2046
"$cxx" -std=c++20 -Wall -Wextra -Werror "$sources/gate_user.cpp" -o gate_user $(pkg-config --cflags --libs consent)
# shellcheck disable=SC2046
"$cc" -std=c11 -Wall -Wextra -Werror "$sources/c_user.c" -o c_user $(pkg-config --cflags --libs consent_c)
./gate_user
./c_user
[ "$(pkg-config --modversion consent)" = "$(./c_user | cut -d ' ' -f 1)" ]
