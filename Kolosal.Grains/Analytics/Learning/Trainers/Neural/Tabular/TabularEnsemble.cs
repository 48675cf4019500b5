using System.Numerics.Tensors;
using Kolosal.Numerics;
using Kolosal.Statistics;

namespace Kolosal.Learning.Neural;

/// <summary>All members of a tabular network in training: its parameters, and the gradient of the mean of the members' losses.</summary>
internal sealed class TabularEnsemble
{
    private readonly TabularShape shape;
    private readonly MemberPass[] passes;
    private readonly float[][] transposed;
    private readonly double[] losses;
    private readonly WorkerTeam team;

    /// <param name="shape">Of the network.</param>
    /// <param name="batch">Rows of a member's batch at most.</param>
    /// <param name="dropout">Of hidden values.</param>
    /// <param name="smoothing">Of labels.</param>
    /// <param name="random">Draws the start.</param>
    /// <param name="team">Works on members.</param>
    public TabularEnsemble(TabularShape shape, int batch, double dropout, double smoothing, SeededRandom random, WorkerTeam team)
    {
        (this.shape, this.team) = (shape, team);
        passes = [.. Enumerable.Range(0, shape.Members).Select(_ => new MemberPass(shape, batch, dropout, smoothing))];
        transposed = [.. Enumerable.Range(0, shape.Layers).Select(l => new float[shape.InputsOf(l) * shape.Units])];
        (Parameters, Gradient, Knots) = (new float[shape.Length], new float[shape.Length], new float[shape.TableLength]);
        losses = new double[shape.Members];
        Start(ref random);
        shape.SumKnots(Parameters, Knots);
    }

    public float[] Parameters { get; }

    /// <summary>Of the last <see cref="Learn"/>.</summary>
    public float[] Gradient { get; }

    /// <summary>The table that rows are embedded with; follows the parameters by <see cref="Follow"/>.</summary>
    public float[] Knots { get; }

    /// <summary>The mean of the members' losses, each on a batch of its own, with its gradient.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="batches">One a member.</param>
    /// <param name="total">What each sum of losses is divided by.</param>
    /// <param name="random">One a member, of what is dropped.</param>
    /// <param name="cancel">Polled once a member.</param>
    public double Learn(TabularRows rows, ReadOnlyMemory<int>[] batches, double total, SeededRandom[] random, CancellationToken cancel)
    {
        for (int l = 0; l < shape.Layers; l++)
            FloatMatrix.Transpose(Parameters.AsSpan()[shape.WeightsOf(l)], shape.InputsOf(l), shape.Units, transposed[l]);
        team.Run(shape.Members, member =>
        {
            cancel.ThrowIfCancellationRequested();
            losses[member] = passes[member].Learn(rows, batches[member].Span, Parameters, Knots, transposed, member, total, ref random[member]);
        });

        // Members' shares in their order, whoever was ready first.
        var shared = Gradient.AsSpan(0, shape.Shared);
        passes[0].Gradient.AsSpan(0, shape.Shared).CopyTo(shared);
        for (int member = 1; member < shape.Members; member++) TensorPrimitives.Add(shared, passes[member].Gradient.AsSpan(0, shape.Shared), shared);
        for (int member = 0; member < shape.Members; member++)
            passes[member].Gradient.AsSpan(shape.Shared).CopyTo(Gradient.AsSpan()[shape.MemberOf(member)]);
        TensorPrimitives.Multiply(Gradient, 1f / shape.Members, Gradient);
        shape.SumGradients(Gradient);
        return FixedSum.Of(losses) / shape.Members;
    }

    /// <summary>Brings what is derived from the parameters up to date with them.</summary>
    public void Follow() => shape.SumKnots(Parameters, Knots);

    /// <summary>The members' mean answers to rows: probabilities, or values.</summary>
    /// <param name="rows">All rows.</param>
    /// <param name="chosen">Those to answer.</param>
    /// <param name="batch">Rows at a time, no more than a batch holds.</param>
    /// <param name="answers">Receives one an output of the model and row.</param>
    /// <param name="cancel">Polled once a batch.</param>
    public void Answer(TabularRows rows, int[] chosen, int batch, Span<double> answers, CancellationToken cancel)
    {
        int outputs = Math.Max(1, rows.Classes);
        var sums = new double[shape.Members][];
        team.Run(shape.Members, member =>
        {
            var own = sums[member] = new double[chosen.Length * outputs];
            for (int from = 0; from < chosen.Length; from += batch)
            {
                cancel.ThrowIfCancellationRequested();
                int count = Math.Min(batch, chosen.Length - from);
                passes[member].Predict(rows, chosen.AsSpan(from, count), Parameters, Knots, member);
                for (int i = 0; i < count; i++)
                    TabularLoss.AddAnswer(passes[member].Scores.Slice(i * shape.Outputs, shape.Outputs), rows.Classes,
                        own.AsSpan((from + i) * outputs, outputs));
            }
        });
        answers.Clear();
        foreach (double[] own in sums) TensorPrimitives.Add(answers, own, answers);
        TensorPrimitives.Divide(answers, shape.Members, answers);
    }

    /// <summary>λ for what multiplies inputs that all members share, and heads; adapters, offsets and embeddings do not decay.</summary>
    public float[] Decays(double decay)
    {
        var decays = new float[shape.Length];
        for (int l = 0; l < shape.Layers; l++) decays.AsSpan()[shape.WeightsOf(l)].Fill((float)decay);
        for (int member = 0; member < shape.Members; member++)
            for (int k = 0; k < shape.Outputs; k++) decays.AsSpan()[shape.MemberOf(member)][shape.Head(k)].Fill((float)decay);
        return decays;
    }

    /// <summary>W and heads uniform within ±1/√inputs; r of the first layer ±1 at random, which alone tells the members apart, all other
    /// adapters 1 (arXiv:2410.24210 §3.3); linear parts of numbers and vectors of categories uniform, parts of bins and missing values 0.</summary>
    private void Start(ref SeededRandom random)
    {
        var all = Parameters.AsSpan();
        int width = shape.Columns.Sum(column => column.Size);
        for (int c = 0; c < shape.Columns.Length; c++)
        {
            var column = shape.Columns[c];
            int drawn = column.IsNumber ? 1 : column.Cardinality;
            Uniform(all.Slice(shape.TableOf(c), drawn * column.Size), 1, ref random);
        }
        for (int l = 0; l < shape.Layers; l++)
        {
            int inputs = l == 0 ? width : shape.Units;
            Uniform(all[shape.WeightsOf(l)][..(inputs * shape.Units)], 1 / Math.Sqrt(inputs), ref random);
        }
        for (int member = 0; member < shape.Members; member++)
        {
            var own = all[shape.MemberOf(member)];
            for (int l = 0; l < shape.Layers; l++)
            {
                var scales = own[shape.InputScales(l)];
                if (l > 0) scales.Fill(1);
                else foreach (ref float scale in scales) scale = random.Next(2) == 0 ? 1 : -1;
                own[shape.OutputScales(l)].Fill(1);
                Uniform(own[shape.Offsets(l)], 1 / Math.Sqrt(l == 0 ? width : shape.Units), ref random);
            }
            for (int k = 0; k < shape.Outputs; k++) Uniform(own[shape.Head(k)], 1 / Math.Sqrt(shape.Units), ref random);
        }
    }

    private static void Uniform(Span<float> to, double bound, ref SeededRandom random)
    {
        foreach (ref float value in to) value = (float)(bound * (2 * random.NextDouble() - 1));
    }
}
