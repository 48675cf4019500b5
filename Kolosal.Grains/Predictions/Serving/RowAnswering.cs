using Kolosal.Events;
using Kolosal.Learning.Uncertainty;
using Kolosal.Models;
using Kolosal.Statistics;

namespace Kolosal.Predictions;

/// <summary>What is wanted of answers.</summary>
/// <param name="Parts">What the caller asked for.</param>
/// <param name="Coverage">What intervals or sets promise.</param>
/// <param name="MissLevel">The level they are read off at, 1 − coverage unless it is adaptive; may lie outside 0 to 1.</param>
/// <param name="Referrals">The model's rule; null for none.</param>
internal sealed record AnswerTerms(AnswerParts Parts, double Coverage, double MissLevel, ReferralRule? Referrals);

/// <summary>Makes what answers hold beside the predictions, and decides which rows go to a person.</summary>
internal static class RowAnswering
{
    private const string SampleSalt = "referral-sample";

    /// <returns>Null when nothing was asked for and the model has no rule.</returns>
    public static RowAnswers? Make(
        LoadedModel model, ScoredRequest scored, AnswerTerms terms, Guid batch, PredictionRequest request, CancellationToken cancel)
    {
        var rule = terms.Referrals;
        if (terms.Parts == AnswerParts.None && rule is null) return null;
        var answers = RowAnswers.Nothing;
        if (terms.Parts.HasFlag(AnswerParts.Region) || rule is { AmbiguousSet: true }) answers = WithRegions(answers, model, scored, terms);
        if ((terms.Parts.HasFlag(AnswerParts.OutOfDistribution) || rule?.OutOfDistribution is not null) && model.Novelty is { } novelty)
            answers = answers with { OutOfDistribution = Novelties(novelty, scored) };
        if (terms.Parts.HasFlag(AnswerParts.UncertaintySources) && model.Members is not null)
        {
            var (aleatoric, epistemic) = model.Sources(request.Rows, request.Format, scored.Rows, cancel);
            answers = answers with { Aleatoric = aleatoric, Epistemic = epistemic };
        }
        return rule is null ? answers : answers with { Referred = Refer(rule, model, scored, answers, batch) };
    }

    private static RowAnswers WithRegions(RowAnswers answers, LoadedModel model, ScoredRequest scored, AnswerTerms terms)
    {
        switch (model.Conformalizer)
        {
            case IntervalConformalizer { Basis: IntervalBasis.Prediction } intervals when model.Regression:
                double[] lows = new double[scored.Rows], highs = new double[scored.Rows];
                for (int row = 0; row < scored.Rows; row++)
                    (lows[row], highs[row]) = intervals.At(new Interval(scored.Outputs[row], scored.Outputs[row]), terms.MissLevel);
                return answers with { Coverage = terms.Coverage, Level = 1 - terms.MissLevel, Lows = lows, Highs = highs };
            case SetConformalizer sets when !model.Regression:
                int classes = model.Classes.Length;
                bool[] members = new bool[scored.Rows * classes];
                for (int row = 0; row < scored.Rows; row++)
                    sets.At(scored.Outputs.AsSpan(row * classes, classes), terms.MissLevel, members.AsSpan(row * classes, classes));
                return answers with { Coverage = terms.Coverage, Level = 1 - terms.MissLevel, Members = members };
            default:
                return answers;
        }
    }

    private static double[] Novelties(RowNovelty novelty, ScoredRequest scored)
    {
        var scores = new double[scored.Rows];
        novelty.Score(scored.Inputs, scores);
        return scores;
    }

    private static ReferralReasons[] Refer(ReferralRule rule, LoadedModel model, ScoredRequest scored, RowAnswers answers, Guid batch)
    {
        var terms = new ReferralTerms(
            rule.MinConfidence, rule.AmbiguousSet, rule.OutOfDistribution,
            rule.Decisions.IsEmpty ? [] : [.. model.Classes.Select(label => rule.Decisions.Contains(label, StringComparer.Ordinal))],
            rule.SamplePercent / 100);
        int width = scored.Outputs.Length / scored.Rows;
        var reasons = new ReferralReasons[scored.Rows];
        Span<byte> id = stackalloc byte[20];
        batch.TryWriteBytes(id, bigEndian: true, out _);
        for (int row = 0; row < reasons.Length; row++)
        {
            double draw = 1;
            if (terms.SampleShare > 0)
            {
                System.Buffers.Binary.BinaryPrimitives.WriteInt32BigEndian(id[16..], row);
                draw = CanaryRouting.Fraction(SampleSalt, id);
            }
            int size = answers.Members.Length == 0 ? -1 : answers.Members.AsSpan(row * width, width).Count(true);
            reasons[row] = (ReferralReasons)ReferralJudge.Judge(
                terms, scored.Outputs.AsSpan(row * width, width), scored.Decisions.Length == 0 ? -1 : scored.Decisions[row], size,
                answers.OutOfDistribution.Length == 0 ? null : answers.OutOfDistribution[row], draw);
        }
        return reasons;
    }
}
