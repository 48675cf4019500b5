using System.Text.Json;
using Kolosal.Learning;

namespace Kolosal.Experiments;

/// <summary>What can be trained.</summary>
public sealed record TrainerListing(ImmutableArray<TrainerEntry> Items, int Total);

/// <param name="Name">What requests call it.</param>
/// <param name="Tasks">What it learns.</param>
/// <param name="Determinism">What two fits with the same rows, seed and options share: any_threads (the same bytes), same_threads (the same
/// bytes for the same number of threads on processors of one kind), none.</param>
/// <param name="Unstoppable">What part of a fit may go on for more than 100 ms after it was cancelled; null where there is none.</param>
/// <param name="Parameters">Its hyper-parameters, parents before those that depend on them.</param>
public sealed record TrainerEntry(
    string Name, ImmutableArray<string> Tasks, string Determinism, string? Unstoppable, ImmutableArray<ParameterEntry> Parameters);

/// <param name="Name">The parameter.</param>
/// <param name="Kind">float, integer or choice.</param>
/// <param name="Default">Taken when none is given.</param>
/// <param name="Low">Smallest number; null for a choice.</param>
/// <param name="High">Largest number; null for a choice.</param>
/// <param name="Logarithmic">Searched evenly by its logarithm.</param>
/// <param name="Choices">What a choice may be; empty for numbers.</param>
/// <param name="When">The parameter it depends on, or null.</param>
/// <param name="WhenValues">The values of that parameter under which it exists.</param>
public sealed record ParameterEntry(
    string Name, string Kind, ParameterValue Default, double? Low, double? High, bool Logarithmic, ImmutableArray<string> Choices, string? When,
    ImmutableArray<ParameterValue> WhenValues);

public static class TrainerCatalogue
{
    /// <summary>The algorithms of this process, those of the engines it has added included.</summary>
    public static TrainerListing All
    {
        get
        {
            var trainers = Trainers.All;
            return new([.. trainers.Select(Describe)], trainers.Length);
        }
    }

    private static TrainerEntry Describe(TrainerDescriptor trainer) => new(
        trainer.Name, [.. trainer.Tasks.Select(task => Word(task.ToString()))], Word(trainer.Determinism.ToString()), trainer.Unstoppable,
        [.. trainer.Space.Parameters.Select(Describe)]);

    private static string Word(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    /// <summary>A parameter in words.</summary>
    public static ParameterEntry Describe(Parameter parameter)
    {
        var (when, values) = parameter.When is { } condition ? (condition.Parent, condition.Values) : (null, []);
        return parameter switch
        {
            FloatParameter f => new(f.Name, "float", f.DefaultValue, f.Low, f.High, f.Log, [], when, values),
            IntegerParameter i => new(i.Name, "integer", i.DefaultValue, i.Low, i.High, i.Log, [], when, values),
            CategoricalParameter c => new(c.Name, "choice", c.DefaultValue, null, null, false, c.Choices, when, values),
            _ => throw new NotSupportedException($"A parameter of type {parameter.GetType()} has no description."),
        };
    }
}
