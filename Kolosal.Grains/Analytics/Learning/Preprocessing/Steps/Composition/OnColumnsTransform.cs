using System.Buffers;
using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing;

/// <summary>A fitted step on some columns; its features come first, the columns that pass through behind them.</summary>
public sealed class OnColumnsTransform : Transform
{
    private const int StackValues = 256;
    private readonly int[] rest;

    /// <summary>Checks that the step takes the chosen columns.</summary>
    /// <param name="inputs">The features that come in.</param>
    /// <param name="chosen">Positions in <paramref name="inputs"/>, ascending; at least one.</param>
    /// <param name="step">Takes the chosen features.</param>
    [JsonConstructor]
    public OnColumnsTransform(ImmutableArray<FeatureInfo> inputs, ImmutableArray<int> chosen, Transform step) : base(inputs)
    {
        if (chosen.IsDefaultOrEmpty || chosen.Any(c => (uint)c >= (uint)inputs.Length)
            || !step.Inputs.AsSpan().SequenceEqual(chosen.Select(c => inputs[c]).ToArray()))
            throw new ArgumentException("The step must take the chosen features.", nameof(step));
        (Chosen, Step) = (chosen, step);
        rest = [.. Enumerable.Range(0, inputs.Length).Where(c => !chosen.Contains(c))];
        Outputs = [.. step.Outputs, .. rest.Select(c => inputs[c])];
    }

    /// <summary>The positions of the features that the step takes.</summary>
    public ImmutableArray<int> Chosen { get; }

    /// <summary>What is applied to them.</summary>
    public Transform Step { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs { get; }

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row)
    {
        var changed = Step.Describe(graph, graph.Pick(row, Chosen.AsSpan()));
        return rest.Length == 0 ? changed : graph.Join([changed, graph.Pick(row, rest)]);
    }

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = Chosen.Length > StackValues ? ArrayPool<double>.Shared.Rent(Chosen.Length) : null;
        Span<double> room = rented is null ? stackalloc double[StackValues] : rented;
        for (int i = 0; i < Chosen.Length; i++) room[i] = row[Chosen[i]];
        Step.Apply(room[..Chosen.Length], output[..Step.Outputs.Length]);
        for (int i = 0; i < rest.Length; i++) output[Step.Outputs.Length + i] = row[rest[i]];
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <summary>Puts the step's features and the columns that pass through beside each other.</summary>
    internal void Join(ReadOnlySpan<double> changed, ReadOnlySpan<double> row, Span<double> output)
    {
        changed.CopyTo(output);
        for (int i = 0; i < rest.Length; i++) output[changed.Length + i] = row[rest[i]];
    }
}
