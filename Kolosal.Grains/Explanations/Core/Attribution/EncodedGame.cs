using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>A game that is played on the encoded row; what comes of one raw column is added up.</summary>
/// <remarks>The sum over the pieces of a column is not the value of the column as one player, but as additive.</remarks>
internal abstract class EncodedGame : ScoreGame
{
    private readonly FittedPipeline pipeline;
    private readonly double[][] encoded, scores;

    private protected EncodedGame(
        ExplainedModel model, FittedPipeline pipeline, string method, string scale, int scores, RawValue[][] background,
        Func<double[], double[]> score)
        : base(method, scale, Names(model, scores))
    {
        this.pipeline = pipeline;
        RawColumns = model.Columns.Length;
        encoded = [.. background.Select(Encode)];
        this.scores = [.. encoded.Select(score)];
    }

    public override int Backgrounds => encoded.Length;

    public override bool IsExact => true;

    protected int RawColumns { get; }

    /// <summary>Values of an encoded row.</summary>
    protected int Inputs => pipeline.Predictor.Inputs;

    public override ReadOnlySpan<double> BackgroundScores(int background) => scores[background];

    /// <summary>The same game where a calibrator comes behind it: its scores are then no outputs.</summary>
    public ScoreGame BeforeCalibration() => new RescaledGame(this);

    protected double[] Encode(RawValue[] row)
    {
        var encoded = new double[Inputs];
        pipeline.Encode(new RawRow(row), encoded);
        return encoded;
    }

    protected double[] Background(int row) => encoded[row];

    /// <summary>Pieces by encoded value, scores × inputs, as pieces by raw column.</summary>
    protected double[] ByColumn(double[] pieces)
    {
        int count = Scores.Length;
        var columns = new double[count * RawColumns];
        for (int k = 0; k < count; k++)
            for (int i = 0; i < Inputs; i++) columns[k * RawColumns + pipeline.Encoder.Sources[i]] += pieces[k * Inputs + i];
        return columns;
    }

    private sealed class RescaledGame(EncodedGame own) : ScoreGame(own.Method, RawScale, own.Scores)
    {
        public override int Backgrounds => own.Backgrounds;

        public override bool IsExact => true;

        public override double[] ScoresOf(RawValue[] row) => own.ScoresOf(row);

        public override ReadOnlySpan<double> BackgroundScores(int background) => own.BackgroundScores(background);

        public override double[] Against(RawValue[] row, int background, CancellationToken cancel) => own.Against(row, background, cancel);

        public override (double[] Base, double[] Contributions)? ByCover(RawValue[] row) => own.ByCover(row);
    }
}
