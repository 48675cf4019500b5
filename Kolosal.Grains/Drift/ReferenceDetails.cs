using Kolosal.Models;

namespace Kolosal.Drift;

/// <summary>Figures of training on their way through the contract's messages, which carry them and have no rule of their own.</summary>
internal static class ReferenceDetails
{
    private const int Format = 1;

    public static ReferenceDetail ToReference(this TrainingDetail detail) => new(
        Format,
        detail.Joint is { } joint
            ? new(joint.Columns, joint.Correlations, joint.Spreads, joint.Basis, joint.Errors.ToReference(), joint.Rows) : null,
        detail.Magnitudes, detail.Importances, detail.Scores?.ToReference(), detail.Labels?.ToReference(), detail.Errors?.ToReference());

    /// <summary>The detail as the core takes it.</summary>
    /// <returns>Null for versions without, or of a format that this program does not know.</returns>
    /// <exception cref="ArgumentException">Its parts do not fit each other.</exception>
    public static TrainingDetail? ToTraining(this MonitoringReference reference) => reference.Detail is not { Format: Format } detail ? null : new(
        detail.Joint is { } joint ? JointShape.Restore(
            joint.Columns, joint.Correlations, joint.Spreads, joint.Basis, joint.Errors.ToDistribution(), joint.Rows) : null,
        detail.Magnitudes.IsDefault ? [] : detail.Magnitudes, detail.Importances.IsDefault ? [] : detail.Importances,
        detail.Scores?.ToDistribution(), detail.Labels?.ToDistribution(), detail.Errors?.ToDistribution());
}
