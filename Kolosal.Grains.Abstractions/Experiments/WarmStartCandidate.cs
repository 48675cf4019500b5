using System.Text.Json.Serialization;

namespace Kolosal.Experiments;

/// <summary>A setting that a search began with because an earlier run found it.</summary>
/// <param name="RunId">The earlier run.</param>
/// <param name="Distance">How unlike its table is: 0 for the same figures, 1 for ten times the rows.</param>
/// <param name="Trainer">Name in the trainer catalogue.</param>
/// <param name="Parameters">The hyper-parameters, a JSON object.</param>
[GenerateSerializer, Immutable, Alias("kolosal.warm-start-candidate")]
public sealed record WarmStartCandidate(
    string RunId, double Distance, string Trainer, [property: JsonConverter(typeof(JsonTextConverter))] string Parameters);
