using Kolosal.Models;

namespace Kolosal.Fairness;

/// <summary>What a version's windows count by.</summary>
internal static class FairnessPlans
{
    /// <summary>Protected inputs in groups: of declared bands where the settings have them, otherwise of training's.</summary>
    /// <exception cref="ArgumentException">The reference cannot be used.</exception>
    public static PartitionPlan Of(MonitoringReference reference, FairnessSettings settings)
    {
        var inputs = reference.InputDistributions();
        var attributes = new List<ProtectedGroups>();
        for (int i = 0; i < inputs.Length; i++)
        {
            if (!reference.Inputs[i].Protected) continue;
            var bands = (settings.Bands ?? []).FirstOrDefault(declared => declared.Attribute == inputs[i].Name);
            attributes.Add(bands is null || inputs[i].Categorical ? ProtectedGroups.Of(inputs[i], i)
                : ProtectedGroups.OfBands(inputs[i], i, bands.Edges));
        }
        return new(attributes, settings.Intersections);
    }
}
