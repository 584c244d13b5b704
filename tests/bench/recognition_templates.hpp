// SPDX-License-Identifier: Apache-2.0
//
// What several reference photos a person are worth, and how alike different people come out.
#pragma once

#include <string>
#include <vector>

#include <consent/embedder.hpp>

namespace consent::bench {

// The photographs of one person, as unit vectors.
using Photographs = std::vector<std::vector<float>>;

// The impostor table of the manifest, as JSON to paste: all pairs of photographs of different people, and photographs against the
// mean templates of two and of three of another person's; of the three tables the highest similarity each.
void print_impostor_table(const std::vector<Photographs>& people, const std::string& data);

// Open-set identification in many draws of who is enrolled and with which photographs: FNIR at FPIR 1e-2, 1e-3 and 3e-4
// for one template of one to three references, made and scored in several ways.
void print_template_methods(const std::vector<Photographs>& people);

// The thresholds that a gate would take (consent/thresholds.hpp, risk .001) for registers of several sizes, and the FNIR and FPIR
// that follow; what the look-alike margin between two cleared people costs.
void print_thresholds_in_force(const std::vector<Photographs>& people, const EmbedderInfo& embedder);

}  // namespace consent::bench
