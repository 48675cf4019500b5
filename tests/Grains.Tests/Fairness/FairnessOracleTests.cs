using System.Text.Json;
using Kolosal.Testing;

namespace Kolosal.Fairness;

/// <summary>Against fairlearn on real data: selection rates, parity difference and ratio. Measures that need outcomes are not built yet.</summary>
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
}
