using Kolosal.Learning.Additive;
using Kolosal.Learning.Pipelines;
using Kolosal.Tabular;

namespace Kolosal.Explanations;

/// <summary>An additive model: its own terms less those of the background row.</summary>
/// <remarks>A term of two columns a and b is a game of two players: each gets half of what it adds alone and half of what it adds second.</remarks>
internal sealed class AdditiveGame(ExplainedModel model, FittedPipeline pipeline, IAdditiveModel sum, RawValue[][] background)
    : EncodedGame(model, pipeline, "additive_terms", sum.Outputs == 1 ? OutputScale : RawScale, sum.Intercepts.Length, background,
        row => Score(sum, row))
{
    public override double[] ScoresOf(RawValue[] row) => Score(sum, Encode(row));

    public override double[] Against(RawValue[] row, int background, CancellationToken cancel)
    {
        double[] here = Encode(row), there = Background(background), mixed = [.. there];
        double[] all = Terms(sum, here), none = Terms(sum, there), pieces = new double[Scores.Length * Inputs];
        int terms = sum.Terms.Length;
        for (int t = 0; t < terms; t++)
        {
            if (sum.Terms[t] is [var only])
            {
                for (int k = 0; k < Scores.Length; k++) pieces[k * Inputs + only] += all[k * terms + t] - none[k * terms + t];
                continue;
            }
            cancel.ThrowIfCancellationRequested();
            var (a, b) = (sum.Terms[t][0], sum.Terms[t][1]);
            if (here[a].Equals(there[a]) && here[b].Equals(there[b])) continue;
            mixed[a] = here[a];
            double[] first = Terms(sum, mixed);
            (mixed[a], mixed[b]) = (there[a], here[b]);
            double[] second = Terms(sum, mixed);
            mixed[b] = there[b];
            for (int k = 0; k < Scores.Length; k++)
            {
                int at = k * terms + t;
                pieces[k * Inputs + a] += (first[at] - none[at] + all[at] - second[at]) / 2;
                pieces[k * Inputs + b] += (second[at] - none[at] + all[at] - first[at]) / 2;
            }
        }
        return ByColumn(pieces);
    }

    private static double[] Terms(IAdditiveModel sum, double[] row)
    {
        var terms = new double[sum.Intercepts.Length * sum.Terms.Length];
        sum.Contribute(row, terms);
        return terms;
    }

    private static double[] Score(IAdditiveModel sum, double[] row)
    {
        double[] scores = sum.Intercepts.ToArray(), terms = Terms(sum, row);
        for (int i = 0; i < terms.Length; i++) scores[i / sum.Terms.Length] += terms[i];
        return scores;
    }
}
