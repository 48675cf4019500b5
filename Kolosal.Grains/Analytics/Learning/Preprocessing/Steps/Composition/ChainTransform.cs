using System.Buffers;
using System.Text.Json.Serialization;
using Kolosal.Learning.Graphs;

namespace Kolosal.Learning.Preprocessing;

/// <summary>Fitted steps, one after the other.</summary>
public sealed class ChainTransform : Transform
{
    /// <summary>Rows that go through all steps together: few enough to stay in the cache.</summary>
    private const int BlockValues = 16_384;
    private const int StackValues = 512;
    private readonly int widest;

    /// <summary>Checks that the steps fit each other.</summary>
    /// <param name="steps">At least one; each takes the features of the one before it.</param>
    [JsonConstructor]
    public ChainTransform(ImmutableArray<Transform> steps)
        : base(steps.IsDefaultOrEmpty ? throw new ArgumentException("A chain needs at least one step.", nameof(steps)) : steps[0].Inputs)
    {
        for (int s = 1; s < steps.Length; s++)
            if (!steps[s].Inputs.AsSpan().SequenceEqual(steps[s - 1].Outputs.AsSpan()))
                throw new ArgumentException($"Step {s} takes other features than step {s - 1} gives.", nameof(steps));
        Steps = steps;
        widest = steps.Max(s => s.Outputs.Length);
    }

    /// <summary>The steps in order.</summary>
    public ImmutableArray<Transform> Steps { get; }

    /// <inheritdoc/>
    public override ImmutableArray<FeatureInfo> Outputs => Steps[^1].Outputs;

    /// <inheritdoc/>
    internal override GraphValue Describe(GraphBuilder graph, GraphValue row) =>
        Steps.Aggregate(row, (value, step) => step.Describe(graph, value));

    /// <inheritdoc/>
    public override void Apply(ReadOnlySpan<double> row, Span<double> output)
    {
        double[]? rented = 2 * widest > StackValues ? ArrayPool<double>.Shared.Rent(2 * widest) : null;
        Span<double> room = rented is null ? stackalloc double[StackValues] : rented;
        scoped ReadOnlySpan<double> from = row;
        for (int s = 0; s < Steps.Length - 1; s++)
        {
            Span<double> target = room.Slice((s & 1) * widest, Steps[s].Outputs.Length); // two buffers take turns
            Steps[s].Apply(from, target);
            from = target;
        }
        Steps[^1].Apply(from, output);
        if (rented is not null) ArrayPool<double>.Shared.Return(rented);
    }

    /// <inheritdoc/>
    public override void ApplyRows(ReadOnlySpan<double> rows, int count, Span<double> outputs)
    {
        int block = Math.Max(1, Math.Min(count, BlockValues / widest)), inputs = Inputs.Length, width = Outputs.Length;
        double[] one = ArrayPool<double>.Shared.Rent(block * widest), other = ArrayPool<double>.Shared.Rent(block * widest);
        for (int first = 0; first < count; first += block)
        {
            int n = Math.Min(block, count - first);
            var from = rows.Slice(first * inputs, n * inputs);
            for (int s = 0; s < Steps.Length; s++)
            {
                var target = s == Steps.Length - 1 ? outputs.Slice(first * width, n * width) : one.AsSpan(0, n * Steps[s].Outputs.Length);
                Steps[s].ApplyRows(from, n, target);
                from = target;
                (one, other) = (other, one);
            }
        }
        ArrayPool<double>.Shared.Return(one);
        ArrayPool<double>.Shared.Return(other);
    }
}
