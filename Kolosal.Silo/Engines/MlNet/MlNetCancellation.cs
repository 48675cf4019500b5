using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Kolosal.Engines.MlNet;

/// <summary>Tells a context of ML.NET to stop: its trainers ask between rounds and passes, some at every row.</summary>
/// <remarks>The library has the word, but keeps the interface that says it to itself; there is no other way than to look it up.</remarks>
internal static class MlNetCancellation
{
    private static readonly MethodInfo Stop = typeof(IChannel).Assembly.GetType("Microsoft.ML.Runtime.ICancelable")?
        .GetMethod("CancelExecution") ?? throw new MissingMethodException("Microsoft.ML.Runtime.ICancelable", "CancelExecution");

    /// <summary>Stops what runs in the context as soon as the token is cancelled.</summary>
    /// <returns>To be disposed when the fit is done.</returns>
    public static IDisposable Follow(MLContext ml, CancellationToken cancel) => cancel.Register(() => Stop.Invoke(ml, null));
}
