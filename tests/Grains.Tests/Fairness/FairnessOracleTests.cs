using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Fairness;

/// <summary>Against fairlearn on real data: rates by group, differences and ratios, inequality between persons, weights.</summary>
public class FairnessOracleTests
{
    [OracleFact]
    public void Parity_agrees_with_fairlearn()
    {
        foreach (var c in Oracle.Cases("fairness.json", "group_fairness"))
        {
            string codes = c.Inputs.GetProperty("group_codes").GetString()!, predictions = c.Inputs.GetProperty("y_pred").GetString()!;
            string[] groups = [.. c.Inputs.GetProperty("groups").EnumerateArray().Select(g => g.GetString()!)];
            long[] rows = new long[groups.Length], selected = new long[groups.Length];
            for (int i = 0; i < codes.Length; i++)
            {
                rows[codes[i] - 'A']++;
                if (predictions[i] == '1') selected[codes[i] - 'A']++;
            }
            for (int g = 0; g < groups.Length; g++)
                c.Near(c.Expected.GetProperty("by_group").GetProperty(groups[g]).GetProperty("selection_rate"), selected[g] / (double)rows[g],
                    groups[g]);

            var found = Disparity.Measure(rows, selected, minimumRows: 1);
            if (found is null)
            {
                Assert.Equal(0, selected.Sum());
                continue;
            }
            c.Near(c.Expected.GetProperty("demographic_parity_difference"), found.Difference, "difference");
            c.Near(c.Expected.GetProperty("demographic_parity_ratio"), found.Impact, "ratio");
        }
    }

    [OracleFact]
    public void Measures_of_outcomes_agree_with_fairlearn()
    {
        foreach (var c in Oracle.Cases("fairness.json", "group_fairness"))
        {
            string[] labels = [.. c.Inputs.GetProperty("groups").EnumerateArray().Select(g => g.GetString()!)];
            int[] groupOf = [.. c.Inputs.GetProperty("group_codes").GetString()!.Select(code => code - 'A')];
            bool[] decisions = Bits(c, "y_pred"), outcomes = Bits(c, "y_true");
            var groups = GroupOutcomes.Count(labels, groupOf, decisions, outcomes);
            foreach (var group in groups)
            {
                var expected = c.Expected.GetProperty("by_group").GetProperty(group.Group);
                Assert.Equal(expected.GetProperty("count").GetInt64(), group.Rows);
                // fairlearn calls a rate of nothing 0.
                foreach (var (name, rate) in new[] { ("tpr", group.Tpr), ("fpr", group.Fpr), ("ppv", group.Ppv), ("accuracy", group.Accuracy) })
                    c.Near(expected.GetProperty(name), rate ?? 0, $"{group.Group} {name}");
            }

            var found = FairnessMeasures.Of(groups, undefinedRate: 0);
            foreach (var (name, got) in new[]
            {
                ("demographic_parity_difference", found.DemographicParityDifference), ("demographic_parity_ratio", found.DemographicParityRatio),
                ("demographic_parity_difference_to_overall", found.DifferenceToOverall), ("equalized_odds_difference", found.EqualizedOddsDifference),
                ("equalized_odds_ratio", found.EqualizedOddsRatio), ("equal_opportunity_difference", found.EqualOpportunityDifference),
                ("average_odds_difference_max_minus_min", found.AverageOddsDifference), ("accuracy_difference", found.AccuracyDifference),
                ("predictive_parity_difference", found.PredictiveParityDifference),
                ("generalized_entropy_index_alpha2", InequalityIndex.GeneralizedEntropy(groups)), ("theil_index", InequalityIndex.Theil(groups)),
            })
                c.Near(c.Expected.GetProperty(name), got ?? double.NaN, name);
            Assert.Equal(c.Expected.GetProperty("four_fifths_rule_pass").GetBoolean(), found.FourFifths);
        }
    }

    [OracleFact]
    public void What_live_windows_measure_agrees_with_fairlearn()
    {
        int compared = 0;
        foreach (var c in Oracle.Cases("fairness.json", "group_fairness"))
        {
            string[] labels = [.. c.Inputs.GetProperty("groups").EnumerateArray().Select(g => g.GetString()!)];
            int[] groupOf = [.. c.Inputs.GetProperty("group_codes").GetString()!.Select(code => code - 'A')];
            bool[] decisions = Bits(c, "y_pred"), outcomes = Bits(c, "y_true");
            var counts = new long[labels.Length * OutcomeCounts.Width];
            for (int row = 0; row < groupOf.Length; row++) OutcomeCounts.Add(counts, groupOf[row], decisions[row], outcomes[row], 0.5, 1);
            OutcomeCounts[] groups = [.. labels.Select((label, g) => OutcomeCounts.Read(label, counts, g))];
            var limits = new FairnessLimits(1, 0.8, 0.05);
            var found = FairnessJudge.Measures(groups, limits)
                .Concat(FairnessJudge.Selections([.. groups.Select(g =>
                    new RateDisparity.Rate(g.Outcomes.Group, g.Outcomes.Selected, g.Outcomes.Rows))],
                    limits)).ToDictionary(measure => measure.Measure);
            bool Defined(Func<GroupOutcomes, double?> rate) => groups.All(g => rate(g.Outcomes) is not null); // fairlearn calls a rate of nothing 0
            foreach (var (name, measure, defined) in new[]
            {
                ("demographic_parity_difference", MeasureNames.DemographicParity, true),
                ("demographic_parity_ratio", MeasureNames.DisparateImpact, found.ContainsKey(MeasureNames.DisparateImpact)),
                ("equal_opportunity_difference", MeasureNames.EqualOpportunity, Defined(g => g.Tpr)),
                ("equalized_odds_difference", MeasureNames.EqualizedOdds, Defined(g => g.Tpr) && Defined(g => g.Fpr)),
                ("predictive_parity_difference", MeasureNames.PredictiveParity, Defined(g => g.Ppv)),
                ("accuracy_difference", MeasureNames.Accuracy, true),
            })
            {
                if (!defined) continue;
                c.Near(c.Expected.GetProperty(name), found[measure].Value, name);
                compared++;
            }
        }
        Assert.True(compared > 20, $"{compared} figures were compared.");
    }

    [OracleFact]
    public void Weights_agree()
    {
        foreach (var c in Oracle.Cases("fairness.json", "reweighing_weights"))
        {
            string[] groups = [.. c.Inputs.GetProperty("group").EnumerateArray().Select(g => g.GetString()!)];
            string[] labels = [.. groups.Distinct().Order()];
            bool[] outcomes = [.. OracleCase.Numbers(c.Inputs.GetProperty("y")).Select(y => y == 1)];
            int[] groupOf = [.. groups.Select(g => Array.IndexOf(labels, g))];
            foreach (var (group, negative, positive) in Reweighing.Weights(GroupOutcomes.Count(labels, groupOf, outcomes, outcomes)))
            {
                var expected = c.Expected.GetProperty("weight_by_group_and_label");
                if (expected.TryGetProperty($"{group}|0", out var zero)) c.Near(zero, negative ?? double.NaN, $"{group}|0");
                if (expected.TryGetProperty($"{group}|1", out var one)) c.Near(one, positive ?? double.NaN, $"{group}|1");
            }
        }
    }

    private static bool[] Bits(OracleCase c, string name) => [.. c.Inputs.GetProperty(name).GetString()!.Select(bit => bit == '1')];
}
