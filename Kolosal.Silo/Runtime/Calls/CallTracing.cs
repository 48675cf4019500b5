using System.Diagnostics;

namespace Kolosal.Runtime.Calls;

/// <summary>Spans of grain calls, named and tagged as Orleans does.</summary>
internal static class CallTracing
{
    public static readonly ActivitySource Source = new("Microsoft.Orleans.Application");

    public static Activity? Start(Request request)
    {
        if (!request.IsGrainCall || !Source.HasListeners()) return null;
        var span = Source.StartActivity(request.Method.ActivityName, ActivityKind.Server, request.Trace);
        span?.SetTag("rpc.system.name", "orleans").SetTag("rpc.service", request.Method.InterfaceName).SetTag("rpc.method", request.Method.ActivityName)
            .SetTag("orleans.rpc.target_id", request.Reference.GrainId.ToString())
            .SetTag("orleans.rpc.source_id", request.Source?.GrainId.ToString());
        return span;
    }

    public static void End(Activity span, Task task)
    {
        if (task.IsFaulted) span.SetStatus(ActivityStatusCode.Error, task.Exception!.InnerException!.Message);
        span.Dispose();
    }
}
