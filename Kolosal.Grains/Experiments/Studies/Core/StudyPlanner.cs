using System.Text.Json;
using System.Text.Json.Nodes;
using Kolosal.Learning;
using Kolosal.Learning.Search;
using Kolosal.Tabular;

namespace Kolosal.Experiments;

/// <summary>What a study for workers elsewhere was asked for; what is null takes its default.</summary>
/// <param name="Trainer">Name in the trainer catalogue; null when a space is given.</param>
/// <param name="Space">JSON array of parameters; null for the trainer's.</param>
/// <param name="Directions">minimize or maximize, one an objective; empty takes one, minimize.</param>
/// <param name="Sampler">Its name.</param>
/// <param name="Pruner">Its name.</param>
/// <param name="MaxStep">The last step that a trial can report.</param>
/// <param name="Seed">The only source of randomness.</param>
/// <param name="First">JSON array of objects: configurations to try first.</param>
public sealed record StudyOptions(
    string? Trainer, string? Space, ImmutableArray<string> Directions, string? Sampler, string? Pruner, int? MaxStep, long? Seed, string? First);

/// <summary>Makes a study of what was asked for.</summary>
public static class StudyPlanner
{
    public const int MostTrials = 2000, MostSteps = 1_000_000;

    /// <exception cref="RunOptionException">An option has no meaning.</exception>
    public static Study Plan(StudyOptions options)
    {
        if (options.Trainer is null == options.Space is null)
            throw new RunOptionException("trainer", "A study searches either a trainer of the catalogue or a space of its own; give one of the two.");
        int maxStep = options.MaxStep ?? Pruners.DefaultMaxStep;
        if (maxStep is < 1 or > MostSteps) throw new RunOptionException("max_step", $"A last step is 1 to {MostSteps}, got {maxStep}.");
        Known("sampler", options.Sampler, Samplers.All.Select(s => s.Name));
        Known("pruner", options.Pruner, Pruners.All.Select(p => p.Name));
        var study = Empty(options.Space is { } json ? Space(json) : Trainer(options.Trainer!).Space);
        try
        {
            return Study.Create(study.Space, [.. Directions(options.Directions)], options.Sampler ?? Samplers.All[0].Name,
                options.Pruner ?? Pruners.All[0].Name, maxStep, unchecked((ulong)(options.Seed ?? 0)), First(options.First));
        }
        catch (ArgumentException unfit)
        {
            throw new RunOptionException(unfit.ParamName is "sampler" ? "sampler" : "first", Words(unfit));
        }
    }

    /// <summary>The words of an exception for a caller.</summary>
    public static string Words(ArgumentException fault) => fault.Message.Split(" (Parameter '")[0];

    private static Study Empty(SearchSpace space) => Study.Create(space, [ObjectiveDirection.Minimize], Samplers.All[0].Name);

    /// <summary>A space as JSON, read as a study holds it.</summary>
    private static SearchSpace Space(string json)
    {
        try
        {
            var document = JsonSerializer.SerializeToNode(Empty(new SearchSpace()), TabularJson.Options)!;
            document["space"] = JsonNode.Parse(json);
            var space = document.Deserialize<Study>(TabularJson.Options)!.Space;
            return space.Parameters.IsEmpty ? throw new RunOptionException("space", "A space needs at least one parameter, got none.") : space;
        }
        catch (JsonException fault)
        {
            throw new RunOptionException("space", "A space is an array of parameters, each with name, type (float, integer, categorical), default, "
                + $"and low and high or choices. {fault.Message.Split(" Path: ")[0]}");
        }
    }

    private static TrainerDescriptor Trainer(string name) => Trainers.All.FirstOrDefault(t => t.Name == name)
        ?? throw new RunOptionException("trainer", $"There is no trainer '{name}'; there are {string.Join(", ", Trainers.All.Select(t => t.Name))}.");

    private static IEnumerable<ObjectiveDirection> Directions(ImmutableArray<string> words) => words.IsDefaultOrEmpty ? [ObjectiveDirection.Minimize]
        : words.Select(word => word switch
        {
            "minimize" => ObjectiveDirection.Minimize,
            "maximize" => ObjectiveDirection.Maximize,
            _ => throw new RunOptionException("directions", $"A direction is minimize or maximize, got '{word}'."),
        });

    private static ImmutableArray<HyperParameters> First(string? json)
    {
        try
        {
            return json is null ? [] : [.. JsonSerializer.Deserialize<HyperParameters[]>(json) ?? []];
        }
        catch (JsonException)
        {
            throw new RunOptionException("first", "Configurations to try first are an array of objects of names and numbers or words.");
        }
    }

    private static void Known(string option, string? name, IEnumerable<string> names)
    {
        string[] able = [.. names];
        if (name is not null && !able.Contains(name))
            throw new RunOptionException(option, $"A {option} is one of {string.Join(", ", able)}, got '{name}'.");
    }
}
