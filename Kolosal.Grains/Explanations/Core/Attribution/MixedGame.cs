using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>A weighted mean of models whose scores are their outputs: the weighted mean of their values, since the game is the mean of theirs.
/// </summary>
internal sealed class MixedGame : ScoreGame
{
    private readonly ExplainedModel model;
    private readonly ImmutableArray<(ScoreGame Game, double Weight)> parts;
    private readonly double[][] scores;

    public MixedGame(ExplainedModel model, ImmutableArray<(ScoreGame Game, double Weight)> parts) : base("mixed_shap", OutputScale, model.Outputs)
    {
        double total = parts.Sum(part => part.Weight);
        this.model = model;
        this.parts = [.. parts.Select(part => (part.Game, part.Weight / total))];
        scores = [.. Enumerable.Range(0, parts[0].Game.Backgrounds).Select(b => Mean(game => game.BackgroundScores(b).ToArray()))];
    }

    public override int Backgrounds => scores.Length;

    public override bool IsExact => true;

    public override double[] ScoresOf(RawValue[] row) => model.Say(row);

    public override ReadOnlySpan<double> BackgroundScores(int background) => scores[background];

    public override double[] Against(RawValue[] row, int background, CancellationToken cancel) => Mean(game => game.Against(row, background, cancel));

    private double[] Mean(Func<ScoreGame, double[]> of)
    {
        double[]? sum = null;
        foreach (var (game, weight) in parts)
        {
            double[] own = of(game);
            sum ??= new double[own.Length];
            for (int i = 0; i < own.Length; i++) sum[i] += weight * own[i];
        }
        return sum!;
    }
}
