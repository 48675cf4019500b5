using Kolosal.Learning;
using Kolosal.Learning.Explanation;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>Any model, through encoders, transforms, stacks and calibration: kernel SHAP of its outputs, against one background row at a time.
/// </summary>
/// <remarks>
/// Only columns in which the two rows differ play: the others add nothing, whoever is known. That leaves few enough of them, often, to score all
/// coalitions. The constraint that values add up to the difference of the outputs holds exactly (Covert and Lee 2021, equation 7).
/// </remarks>
internal sealed class AskedGame : ScoreGame
{
    // From here on 2ⁿ is not counted any more.
    private const int MostExact = 24;

    private readonly ExplainedModel model;
    private readonly RawValue[][] background;
    private readonly double[][] scores;
    private readonly int coalitions;

    public AskedGame(ExplainedModel model, RawValue[][] background, int evaluations) : base("kernel_shap", OutputScale, model.Outputs)
    {
        (this.model, this.background) = (model, background);
        scores = [.. background.Select(model.Say)];
        coalitions = Math.Max(2 * Math.Max(1, model.Columns.Length), evaluations / background.Length);
    }

    public override int Backgrounds => background.Length;

    public override bool IsExact => model.Columns.Length < MostExact && (1 << model.Columns.Length) - 2 <= coalitions;

    public override double[] ScoresOf(RawValue[] row) => model.Say(row);

    public override ReadOnlySpan<double> BackgroundScores(int background) => scores[background];

    public override double[] Against(RawValue[] row, int background, CancellationToken cancel)
    {
        var there = this.background[background];
        int[] differing = [.. Enumerable.Range(0, row.Length).Where(c => !Same(row[c], there[c]))];
        int outputs = Scores.Length, players = differing.Length;
        var values = new double[outputs * row.Length];
        if (players == 0) return values;

        // To the kernel a column is 1 where it has the row's value and 0 where it has the other's: so texts play, too.
        var function = new ModelFunction(players, outputs, (known, count, said) => Ask(row, there, differing, known, count, said));
        ImmutableArray<FeatureInfo> columns = [.. differing.Select(c => new FeatureInfo(model.Columns[c].Name))];
        var kernel = new KernelShap(function, new FeatureRows(new double[players], columns, 1), new KernelShapOptions(coalitions));
        double[] all = new double[players];
        Array.Fill(all, 1);
        double[] found = kernel.Explain(all, (ulong)background, cancel);
        for (int k = 0; k < outputs; k++)
            for (int i = 0; i < players; i++) values[k * row.Length + differing[i]] = found[k * players + i];
        return values;
    }

    private void Ask(RawValue[] here, RawValue[] there, int[] differing, ReadOnlySpan<double> known, int count, Span<double> said)
    {
        var scorer = model.Scorer;
        RawValue[] mixed = [.. here];
        var encoded = new double[count * scorer.RowLength];
        for (int r = 0; r < count; r++)
        {
            for (int i = 0; i < differing.Length; i++)
                mixed[differing[i]] = known[r * differing.Length + i] != 0 ? here[differing[i]] : there[differing[i]];
            scorer.Encode(new RawRow(mixed), encoded.AsSpan(r * scorer.RowLength, scorer.RowLength));
        }
        scorer.ScoreBatch(encoded, count, said);
    }

    private static bool Same(RawValue a, RawValue b) => a.Text == b.Text && a.Number.Equals(b.Number);
}
