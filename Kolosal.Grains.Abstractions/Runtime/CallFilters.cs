using System.Reflection;
using Orleans.Runtime;
using Orleans.Serialization.Invocation;

namespace Orleans.Serialization.Invocation
{
    /// <summary>A call: which method, with what.</summary>
    public interface IInvokable
    {
        int GetArgumentCount();
        object? GetArgument(int index);
        void SetArgument(int index, object value);
        string GetMethodName();
        string GetInterfaceName();
        Type GetInterfaceType();
        MethodInfo GetMethod();
        CancellationToken GetCancellationToken();
    }
}

namespace Orleans
{
    public interface IGrainCallContext
    {
        IInvokable Request { get; }

        /// <summary>On the way in the grain object, on the way out the reference.</summary>
        object Grain { get; }

        GrainId? SourceId { get; }
        GrainId TargetId { get; }
        string InterfaceName { get; }
        string MethodName { get; }
        MethodInfo InterfaceMethod { get; }

        /// <summary>The method's result, once <see cref="Invoke"/> has ended; a filter may replace it.</summary>
        object? Result { get; set; }

        /// <summary>Goes on to the next filter, and at last to the method.</summary>
        Task Invoke();
    }

    public interface IIncomingGrainCallContext : IGrainCallContext
    {
        IGrainContext TargetContext { get; }
        MethodInfo ImplementationMethod { get; }
    }

    public interface IOutgoingGrainCallContext : IGrainCallContext
    {
        /// <summary>The calling grain; null for a call from outside.</summary>
        IGrainContext? SourceContext { get; }
    }

    /// <summary>Sees each call before the grain does. A grain class may be one itself.</summary>
    public interface IIncomingGrainCallFilter
    {
        Task Invoke(IIncomingGrainCallContext context);
    }

    /// <summary>Sees each call as it leaves the caller.</summary>
    public interface IOutgoingGrainCallFilter
    {
        Task Invoke(IOutgoingGrainCallContext context);
    }

    public delegate Task IncomingGrainCallFilterDelegate(IIncomingGrainCallContext context);

    public delegate Task OutgoingGrainCallFilterDelegate(IOutgoingGrainCallContext context);
}
