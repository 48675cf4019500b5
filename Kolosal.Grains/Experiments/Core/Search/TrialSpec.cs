using System.Text.Json;
using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>What a trial tries.</summary>
/// <param name="Number">From 0.</param>
/// <param name="Trainer">Name in the trainer catalogue.</param>
/// <param name="Parameters">Hyper-parameters, complete; choices of preprocessing among them (<see cref="CandidateSpace"/>).</param>
/// <param name="Rung">The rung of the plan's ladder that it is scored on, from 0.</param>
/// <param name="ClimbedFrom">The trial whose candidate it takes a rung higher; null for a new candidate.</param>
/// <param name="Rival">What its folds are compared with as they come; null where it is not given up between them.</param>
public sealed record TrialSpec(
    int Number, string Trainer, HyperParameters Parameters, int Rung = 0, int? ClimbedFrom = null, Rival? Rival = null)
{
    /// <summary>Hyper-parameters from the JSON object that <see cref="HyperParameters.ToString"/> writes.</summary>
    /// <exception cref="JsonException">Not an object of numbers and texts.</exception>
    public static HyperParameters ParseParameters(string json) =>
        JsonSerializer.Deserialize<HyperParameters>(json) ?? throw new JsonException("Hyper-parameters are a JSON object, got null.");
}
