using Kolosal.Compliance.Controls;
using Kolosal.Compliance.Frameworks;

namespace Kolosal.Compliance.Report;

/// <summary>Makes a statement of applicability of what was decided and how the controls stand.</summary>
internal static class StatementBuilder
{
    private const string Statement =
        "Draft of a statement of applicability, made of the decisions on record and of how the controls stand. It counts when top management signs "
        + "it; it is evidence for clause 6.1.3 and no certificate. A control without a decision is listed as undecided and judged as if it applied.";

    /// <summary>Whether a row belongs to the annex of reference controls.</summary>
    public static bool IsOfAnnex(ControlRow row) => row.Clause.StartsWith("A.", StringComparison.Ordinal);

    public static StatementOfApplicability Build(
        string workspace, Framework framework, JudgedWorld world, Func<ControlRow, ControlReading> judge)
    {
        var rows = framework.Controls.Where(IsOfAnnex).Select(row =>
        {
            var decision = world.Decisions.Applicability.Where(one => one.Framework == framework.Id && one.Control == row.Id && one.At <= world.At)
                .MaxBy(one => one.At);
            var control = judge(row);
            return new ApplicabilityReading(row.Id, row.Title, decision?.Applies, decision?.Reason, decision?.DecidedBy, decision?.At, control.Status,
                control.Waived, control.Holding, control.Asked, control.Parts, row.Shows, row.Marks);
        }).ToImmutableArray();
        return new(Statement, workspace, framework.Id, $"{framework.Name}:{framework.Edition}", world.At, rows.Count(row => row.Applies == true),
            rows.Count(row => row.Applies == false), rows.Count(row => row.Applies is null), rows);
    }
}
