using System.Text;
using Kolosal.Storage;

namespace Kolosal.Predictions;

/// <summary>Rewrites the prediction log of a single machine; other workspaces' records are passed over unread.</summary>
internal sealed class SegmentPredictionRewriter(ILogRewriter logs) : IPredictionLogRewriter
{
    public Task<long> RewriteAsync(string workspace, Func<ReadOnlyMemory<byte>, byte[]?> rewrite, CancellationToken cancel)
    {
        byte[] prefix = Encoding.UTF8.GetBytes($"{workspace}/");
        return logs.RewriteAsync(PredictionLog.LogName,
            record => ServedRecord.Key(record.Span).StartsWith(prefix) ? rewrite(record) : null, cancel);
    }
}
