using Kolosal.Subjects;

namespace Kolosal.Predictions;

/// <summary>The inputs of served predictions, and those that came back with their outcomes.</summary>
internal sealed class PredictionLogHolder(SubjectPredictions predictions, IPredictionLogRewriter log, AnswerCache answers) : ISubjectHolder
{
    public async Task<ImmutableArray<SubjectPlace>> EraseAsync(SubjectErasure erasure, CancellationToken cancel)
    {
        int rows = 0;
        var rewrite = await predictions.RewriterAsync(erasure, () => rows++, cancel);
        answers.Clear();
        if (rewrite is null) return [];
        long records = await log.RewriteAsync(erasure.Workspace, rewrite, cancel);
        return records == 0 ? [] : [new("prediction_log", "inputs", SubjectPlace.Erased, rows)];
    }
}
