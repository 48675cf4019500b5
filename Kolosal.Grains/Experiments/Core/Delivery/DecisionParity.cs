using System.Globalization;
using Kolosal.Learning;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>How evenly favourable decisions fall on the groups of protected attributes.</summary>
/// <remarks>
/// Disparate impact is the least selection rate of a group over the greatest (29 CFR 1607.4 D; Feldman et al., KDD 2015). Groups are the
/// combinations of the attributes' values; a missing value is one of its own. Groups of fewer rows than <see cref="LeastRows"/> say nothing.
/// </remarks>
internal sealed class DecisionParity
{
    private const int LeastRows = 20;

    private readonly FairnessRule rule;
    private readonly RowGroups groups;

    /// <param name="rule">What has to be kept.</param>
    /// <param name="rows">The rows whose decisions are judged, with the protected attributes.</param>
    public DecisionParity(FairnessRule rule, Frame rows)
    {
        this.rule = rule;
        groups = RowGroups.By(rows, rule.Columns);
    }

    /// <summary>The disparate impact of two-class outputs, 0 to 1; 1 where no group is large enough to compare, or none is ever selected.</summary>
    /// <param name="outputs">rows × 2, row-major.</param>
    public double Impact(ReadOnlySpan<double> outputs)
    {
        double[] selected = new double[groups.Count], all = new double[groups.Count];
        for (int row = 0; row < groups.Of.Length; row++)
        {
            all[groups.Of[row]]++;
            if (ClassDecision.Of(outputs.Slice(2 * row, 2)) == 1) selected[groups.Of[row]]++;
        }
        double[] rates = [.. Enumerable.Range(0, groups.Count).Where(g => all[g] >= LeastRows).Select(g => selected[g] / all[g])];
        return rates.Length < 2 || rates.Max() == 0 ? 1 : rates.Min() / rates.Max();
    }

    /// <summary>Whether the rule is kept.</summary>
    public bool IsKept(ReadOnlySpan<double> outputs) => Impact(outputs) >= rule.MinDisparateImpact;

    /// <summary>What readers should know of a model that does not keep the rule; null of one that does.</summary>
    public string? Finding(ReadOnlySpan<double> outputs) => IsKept(outputs) ? null : string.Create(CultureInfo.InvariantCulture,
        $"No model reaches a disparate impact of {rule.MinDisparateImpact:0.###} over {string.Join(", ", rule.Columns)}; the one delivered comes "
        + $"nearest, with {Impact(outputs):0.###} on held-out rows.");
}
