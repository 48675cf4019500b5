namespace Kolosal.Models;

/// <summary>The declared life of a version.</summary>
public static class ModelLifecycle
{
    /// <summary>Which status may follow which.</summary>
    /// <remarks>
    /// Nothing becomes staging or active without having been approved. An active version cannot be retired: something else must take
    /// its place first, or it must be deprecated on purpose.
    /// </remarks>
    public static Transitions<ModelStatus> Table { get; } = new(
        (ModelStatus.Draft, [ModelStatus.Training, ModelStatus.Evaluating, ModelStatus.Retired]),
        (ModelStatus.Training, [ModelStatus.Draft, ModelStatus.Evaluating, ModelStatus.Retired]),
        (ModelStatus.Evaluating, [ModelStatus.Approved, ModelStatus.Retired]),
        (ModelStatus.Approved, [ModelStatus.Staging, ModelStatus.Active, ModelStatus.Evaluating, ModelStatus.Deprecated, ModelStatus.Retired]),
        (ModelStatus.Staging, [ModelStatus.Active, ModelStatus.Approved, ModelStatus.Evaluating, ModelStatus.Deprecated, ModelStatus.Retired]),
        (ModelStatus.Active, [ModelStatus.Approved, ModelStatus.Deprecated]),
        (ModelStatus.Deprecated, [ModelStatus.Approved, ModelStatus.Retired]),
        (ModelStatus.Retired, []));

    /// <summary>Whether a version of that status answers when asked for by number or alias.</summary>
    public static bool Serves(ModelStatus status) =>
        status is ModelStatus.Approved or ModelStatus.Staging or ModelStatus.Active or ModelStatus.Deprecated;
}
