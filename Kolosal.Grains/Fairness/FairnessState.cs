using Kolosal.Events;
using Kolosal.Monitoring;

namespace Kolosal.Fairness;

/// <summary>The open window as two counts per group, beside what every monitor keeps.</summary>
[GenerateSerializer, Alias("kolosal.fairness-state")]
internal sealed class FairnessState : MonitorState<FairnessSettings, FairnessReport>
{
    /// <summary>Rows by attribute and group.</summary>
    [Id(2)] public long[][] Rows { get; set; } = [];

    /// <summary>Rows with the favourable decision by attribute and group.</summary>
    [Id(3)] public long[][] Selected { get; set; } = [];

    public void Count(ServedRequest request, IReadOnlyList<ProtectedGroups> attributes, int favourable)
    {
        int inputs = request.Inputs.Length / request.Rows;
        for (int row = 0; row < request.Rows; row++)
            for (int a = 0; a < attributes.Count; a++)
            {
                int group = attributes[a].GroupOf(request.Inputs[row * inputs + attributes[a].Column]);
                Rows[a][group]++;
                if (request.Decisions[row] == favourable) Selected[a][group]++;
            }
    }

    public bool Fits(IReadOnlyList<ProtectedGroups> attributes) =>
        Rows.Select(groups => groups.Length).SequenceEqual(attributes.Select(attribute => attribute.Labels.Count));

    public void EmptyCounts(IReadOnlyList<ProtectedGroups> attributes)
    {
        Rows = [.. attributes.Select(attribute => new long[attribute.Labels.Count])];
        Selected = [.. attributes.Select(attribute => new long[attribute.Labels.Count])];
    }
}
