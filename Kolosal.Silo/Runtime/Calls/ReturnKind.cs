using System.Reflection;

namespace Kolosal.Runtime.Calls;

/// <summary>How a method answers, and which parts of the engine its emitted code uses.</summary>
internal sealed record ReturnKind(Type RequestBase, MethodInfo SendMethod, string InvokeName, Type InvokeReturn, MethodInfo? AsTask)
{
    private const BindingFlags Protected = BindingFlags.Instance | BindingFlags.NonPublic;

    /// <exception cref="NotSupportedException">Grain methods cannot return that type.</exception>
    public static ReturnKind Of(MethodInfo method)
    {
        var type = method.ReturnType;
        if (type == typeof(Task)) return new(typeof(VoidRequest), Send(nameof(Send), typeof(Nothing)), nameof(Request.InvokeMethod), typeof(Task), null);
        if (type == typeof(ValueTask)) return new(typeof(VoidRequest), Reference("SendValueTask"), nameof(Request.InvokeMethod), typeof(Task), AsTaskOf(type));
        if (!type.IsGenericType) throw Unsupported(method);

        var result = type.GetGenericArguments()[0];
        var definition = type.GetGenericTypeDefinition();
        if (definition == typeof(Task<>)) return new(RequestOf(result), Send(nameof(Send), result), nameof(Request.InvokeMethod), typeof(Task), null);
        if (definition == typeof(ValueTask<>))
            return new(RequestOf(result), Send("SendValueTaskOf", result), nameof(Request.InvokeMethod), typeof(Task), AsTaskOf(type));
        if (definition == typeof(IAsyncEnumerable<>))
        {
            var request = typeof(EnumerableRequest<>).MakeGenericType(result);
            return new(request, request.GetMethod(nameof(EnumerableRequest<int>.From))!, "InvokeEnumerable", type, null);
        }
        throw Unsupported(method);
    }

    private static Type RequestOf(Type result) => typeof(Request<>).MakeGenericType(result);

    private static MethodInfo Reference(string name) => typeof(GrainReference).GetMethod(name, Protected)!;

    private static MethodInfo Send(string name, Type result) => Reference(name).MakeGenericMethod(result);

    private static MethodInfo AsTaskOf(Type type) => type.GetMethod("AsTask")!;

    private static NotSupportedException Unsupported(MethodInfo method) => new(
        $"{method.DeclaringType}.{method.Name} returns {method.ReturnType}; need Task, Task<T>, ValueTask, ValueTask<T> or IAsyncEnumerable<T>.");
}
