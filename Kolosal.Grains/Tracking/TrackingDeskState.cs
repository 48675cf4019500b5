namespace Kolosal.Tracking;

/// <summary>Which name has which id, and the last number given out.</summary>
/// <remarks>Written before the record takes the name: a crash in between leaves a name whose record the repeated command makes.</remarks>
[GenerateSerializer, Alias("kolosal.tracking-desk-state")]
internal sealed class TrackingDeskState
{
    [Id(0)] public Dictionary<string, string> Experiments { get; set; } = new() { [ExperimentGrain.DefaultName] = ExperimentGrain.DefaultId };

    [Id(1)] public Dictionary<string, string> Models { get; set; } = [];

    [Id(2)] public int LastExperiment { get; set; }

    [Id(3)] public int LastModel { get; set; }

    public string AllotExperiment(string name) => Experiments[name] = $"{++LastExperiment}";

    public string AllotModel(string name) => Models[name] = $"m{++LastModel}";
}
