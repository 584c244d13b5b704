// SPDX-License-Identifier: Apache-2.0
//
// The whole of libconsent's public face.
#pragma once

#include <consent/audit.hpp>
#include <consent/biometrics.hpp>
#include <consent/bytes.hpp>
#include <consent/check_words.hpp>
#include <consent/consent_book.hpp>
#include <consent/consents.hpp>
#include <consent/copy.hpp>
#include <consent/cross_scores.hpp>
#include <consent/date.hpp>
#include <consent/detector.hpp>
#include <consent/digest.hpp>
#include <consent/embedder.hpp>
#include <consent/enrol.hpp>
#include <consent/enrolment_report.hpp>
#include <consent/face.hpp>
#include <consent/gate.hpp>
#include <consent/image.hpp>
#include <consent/import.hpp>
#include <consent/json.hpp>
#include <consent/limits.hpp>
#include <consent/models.hpp>
#include <consent/open.hpp>
#include <consent/person.hpp>
#include <consent/policy.hpp>
#include <consent/purpose.hpp>
#include <consent/register.hpp>
#include <consent/result.hpp>
#include <consent/scan.hpp>
#include <consent/selftest.hpp>
#include <consent/sink.hpp>
#include <consent/text_reader.hpp>
#include <consent/thresholds.hpp>
#include <consent/strip.hpp>
#include <consent/use.hpp>
#include <consent/verdict.hpp>
#include <consent/version.hpp>
#include <consent/words.hpp>
