namespace Kolosal.Tracking;

/// <summary>The stages of a registered model's version, in MLflow's words.</summary>
public static class ModelStages
{
    public const string None = "None", Archived = "Archived";

    public static readonly ImmutableArray<string> All = [None, "Staging", "Production", Archived];

    /// <summary>The stage that a word in any case stands for; null when it stands for none.</summary>
    public static string? Read(string word) => All.FirstOrDefault(stage => stage.Equals(word, StringComparison.OrdinalIgnoreCase));
}
