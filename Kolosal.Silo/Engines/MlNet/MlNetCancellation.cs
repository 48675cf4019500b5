using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace Kolosal.Engines.MlNet;

/// <summary>Tells a context of ML.NET to stop: its trainers ask between rounds and passes, some at every row.</summary>
/// <remarks>The library can be told, but keeps the interface and the environment that take the word to itself; there is no other way than to
/// look them up. A version without them fails every fit, and so the whole conformance suite.</remarks>
internal static class MlNetCancellation
{
    private static readonly MethodInfo Stop = typeof(IChannel).Assembly.GetType("Microsoft.ML.Runtime.ICancelable")?.GetMethod("CancelExecution")
        ?? throw new MissingMethodException("Microsoft.ML.Runtime.ICancelable", "CancelExecution");

    private static readonly FieldInfo Environment = typeof(MLContext).GetField("_env", BindingFlags.Instance | BindingFlags.NonPublic) is { } field
        && Stop.DeclaringType!.IsAssignableFrom(field.FieldType) ? field : throw new MissingFieldException(nameof(MLContext), "_env");

    /// <summary>Stops what runs in the context as soon as the token is cancelled.</summary>
    /// <returns>To be disposed when the fit is done.</returns>
    public static IDisposable Follow(MLContext ml, CancellationToken cancel)
    {
        object environment = Environment.GetValue(ml)!;
        return cancel.Register(() => Stop.Invoke(environment, null));
    }
}
