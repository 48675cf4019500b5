using System.Collections.Concurrent;
using System.Reflection;
using System.Reflection.Emit;
using System.Runtime.CompilerServices;
using Kolosal.Runtime.Copying;

namespace Kolosal.Runtime.Calls;

/// <summary>Emits, per grain interface, a reference class, and per method a request class with one field an argument.</summary>
/// <remarks>A call then costs two or three small objects and no reflection, boxing or lookup by method.</remarks>
internal static class ReferenceEmitter
{
    private const MethodAttributes Override = MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig;

    private static readonly ConcurrentDictionary<Type, Func<GrainReference>> Constructors = new();
    private static readonly ConcurrentDictionary<string, bool> Opened = new();
    private static readonly Lock Emitting = new();
    private static readonly AssemblyBuilder Assembly = AssemblyBuilder.DefineDynamicAssembly(new AssemblyName("Kolosal.GrainReferences"), AssemblyBuilderAccess.Run);
    private static readonly ModuleBuilder Module = Assembly.DefineDynamicModule("Kolosal.GrainReferences");
    private static int _emitted;

    public static Func<GrainReference> ConstructorFor(Type interfaceType) => Constructors.GetOrAdd(interfaceType, static type =>
    {
        lock (Emitting) return Emit(type);
    });

    /// <summary>Every method of a grain interface, those of its base interfaces included.</summary>
    public static IEnumerable<MethodInfo> MethodsOf(Type interfaceType) =>
        interfaceType.GetInterfaces().Append(interfaceType).SelectMany(type => type.GetMethods()).Where(method => method.IsAbstract && !method.IsStatic);

    private static Func<GrainReference> Emit(Type interfaceType)
    {
        Open(typeof(ReferenceEmitter));
        Open(typeof(IAddressable));
        Open(interfaceType);
        string name = $"{interfaceType.Name}_{++_emitted}";
        var reference = Module.DefineType($"{name}.Reference", TypeAttributes.Public | TypeAttributes.Sealed, typeof(GrainReference), [interfaceType]);
        var descriptors = MethodsOf(interfaceType).ToDictionary(method => EmitMethod(reference, method, EmitRequest(name, method)), method => new GrainMethod(method));
        var type = reference.CreateType();
        foreach (var (field, descriptor) in descriptors) type.GetField(field)!.SetValue(null, descriptor);
        return System.Linq.Expressions.Expression.Lambda<Func<GrainReference>>(System.Linq.Expressions.Expression.New(type)).Compile();
    }

    private static (Type Type, FieldInfo[] Fields) EmitRequest(string name, MethodInfo method)
    {
        var kind = ReturnKind.Of(method);
        var parameters = method.GetParameters();
        foreach (var parameter in parameters) Open(parameter.ParameterType);
        Open(method.ReturnType);
        var request = Module.DefineType($"{name}.{method.Name}_{++_emitted}", TypeAttributes.Public | TypeAttributes.Sealed, kind.RequestBase);
        var fields = parameters.Select((parameter, i) => request.DefineField($"Arg{i}", parameter.ParameterType, FieldAttributes.Public)).ToArray();
        EmitInvoke(request, method, kind, fields);
        EmitCopy(request, method, fields);
        EmitArguments(request, fields);
        var type = request.CreateType();
        return (type, [.. fields.Select(field => type.GetField(field.Name)!)]);
    }

    /// <returns>The name of the static field that holds the method's description.</returns>
    private static string EmitMethod(TypeBuilder reference, MethodInfo method, (Type Type, FieldInfo[] Fields) request)
    {
        var kind = ReturnKind.Of(method);
        var parameters = method.GetParameters();
        var descriptor = reference.DefineField($"Method{++_emitted}", typeof(GrainMethod), FieldAttributes.Static | FieldAttributes.Public);

        var body = reference.DefineMethod(method.Name + _emitted, MethodAttributes.Private | MethodAttributes.Virtual | MethodAttributes.HideBySig
            | MethodAttributes.NewSlot | MethodAttributes.Final, method.ReturnType, [.. parameters.Select(parameter => parameter.ParameterType)]);
        var il = body.GetILGenerator();
        il.Emit(OpCodes.Ldarg_0);
        il.Emit(OpCodes.Newobj, request.Type.GetConstructor(Type.EmptyTypes)!);
        for (int i = 0; i < parameters.Length; i++)
        {
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, i + 1);
            il.Emit(OpCodes.Stfld, request.Fields[i]);
            if (parameters[i].ParameterType != typeof(CancellationToken)) continue;
            il.Emit(OpCodes.Dup);
            il.Emit(OpCodes.Ldarg, i + 1);
            il.Emit(OpCodes.Stfld, typeof(Request).GetField(nameof(Request.CallerToken))!);
        }
        il.Emit(OpCodes.Dup);
        il.Emit(OpCodes.Ldsfld, descriptor);
        il.Emit(OpCodes.Stfld, typeof(Request).GetField(nameof(Request.Method))!);
        il.Emit(OpCodes.Call, kind.SendMethod);
        il.Emit(OpCodes.Ret);
        reference.DefineMethodOverride(body, method);
        return descriptor.Name;
    }

    private static void EmitInvoke(TypeBuilder request, MethodInfo method, ReturnKind kind, FieldInfo[] fields)
    {
        var il = request.DefineMethod(kind.InvokeName, Override, kind.InvokeReturn, [typeof(object)]).GetILGenerator();
        il.Emit(OpCodes.Ldarg_1);
        il.Emit(OpCodes.Castclass, method.DeclaringType!);
        foreach (var field in fields)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldfld, field.FieldType == typeof(CancellationToken) ? typeof(Request).GetField(nameof(Request.CalleeToken))! : field);
        }
        il.Emit(OpCodes.Callvirt, method);
        if (kind.AsTask is not null)
        {
            var result = il.DeclareLocal(method.ReturnType);
            il.Emit(OpCodes.Stloc, result);
            il.Emit(OpCodes.Ldloca, result);
            il.Emit(OpCodes.Call, kind.AsTask);
        }
        il.Emit(OpCodes.Ret);
    }

    private static void EmitCopy(TypeBuilder request, MethodInfo method, FieldInfo[] fields)
    {
        var parameters = method.GetParameters();
        var copy = request.DefineMethod(nameof(Request.CopyArguments), Override, typeof(void), [typeof(CopyContext)]).GetILGenerator();
        bool mutable = false;
        for (int i = 0; i < fields.Length; i++)
        {
            var type = fields[i].FieldType;
            if (TypeRules.IsLeaf(type)) continue;
            bool local = !TypeRules.PassesByReference(type) && !parameters[i].IsDefined(typeof(ImmutableAttribute), false);
            mutable |= local;
            copy.Emit(OpCodes.Ldarg_0);
            copy.Emit(OpCodes.Ldarg_0);
            copy.Emit(OpCodes.Ldfld, fields[i]);
            copy.Emit(OpCodes.Ldarg_1);
            copy.Emit(OpCodes.Call, typeof(ArgumentPassing).GetMethod(local ? nameof(ArgumentPassing.Copy) : nameof(ArgumentPassing.CopyAtBoundary))!
                .MakeGenericMethod(type));
            copy.Emit(OpCodes.Stfld, fields[i]);
        }
        copy.Emit(OpCodes.Ret);

        var has = request.DefineMethod("get_" + nameof(Request.HasMutableArguments), Override, typeof(bool), []).GetILGenerator();
        has.Emit(mutable ? OpCodes.Ldc_I4_1 : OpCodes.Ldc_I4_0);
        has.Emit(OpCodes.Ret);
    }

    private static void EmitArguments(TypeBuilder request, FieldInfo[] fields)
    {
        var count = request.DefineMethod(nameof(Request.GetArgumentCount), Override, typeof(int), []).GetILGenerator();
        count.Emit(OpCodes.Ldc_I4, fields.Length);
        count.Emit(OpCodes.Ret);

        var get = request.DefineMethod(nameof(Request.GetArgument), Override, typeof(object), [typeof(int)]).GetILGenerator();
        var set = request.DefineMethod(nameof(Request.SetArgument), Override, typeof(void), [typeof(int), typeof(object)]).GetILGenerator();
        for (int i = 0; i < fields.Length; i++)
        {
            var nextGet = get.DefineLabel();
            get.Emit(OpCodes.Ldarg_1);
            get.Emit(OpCodes.Ldc_I4, i);
            get.Emit(OpCodes.Bne_Un, nextGet);
            get.Emit(OpCodes.Ldarg_0);
            get.Emit(OpCodes.Ldfld, fields[i]);
            if (fields[i].FieldType.IsValueType) get.Emit(OpCodes.Box, fields[i].FieldType);
            get.Emit(OpCodes.Ret);
            get.MarkLabel(nextGet);

            var nextSet = set.DefineLabel();
            set.Emit(OpCodes.Ldarg_1);
            set.Emit(OpCodes.Ldc_I4, i);
            set.Emit(OpCodes.Bne_Un, nextSet);
            set.Emit(OpCodes.Ldarg_0);
            set.Emit(OpCodes.Ldarg_2);
            set.Emit(OpCodes.Unbox_Any, fields[i].FieldType);
            set.Emit(OpCodes.Stfld, fields[i]);
            set.Emit(OpCodes.Ret);
            set.MarkLabel(nextSet);
        }
        get.Emit(OpCodes.Ldarg_0);
        get.Emit(OpCodes.Ldarg_1);
        get.Emit(OpCodes.Call, typeof(Request).GetMethod(nameof(Request.GetArgument))!);
        get.Emit(OpCodes.Ret);
        set.Emit(OpCodes.Ldarg_0);
        set.Emit(OpCodes.Ldarg_1);
        set.Emit(OpCodes.Ldarg_2);
        set.Emit(OpCodes.Call, typeof(Request).GetMethod(nameof(Request.SetArgument))!);
        set.Emit(OpCodes.Ret);
    }

    /// <summary>Grain interfaces and messages may be internal to their assembly; the runtime honours this attribute for emitted code.</summary>
    private static void Open(Type type)
    {
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : []) Open(argument);
        if (type.HasElementType) Open(type.GetElementType()!);
        string name = type.Assembly.GetName().Name!;
        if (!Opened.TryAdd(name, true)) return;
        Assembly.SetCustomAttribute(new CustomAttributeBuilder(typeof(IgnoresAccessChecksToAttribute).GetConstructor([typeof(string)])!, [name]));
    }
}

/// <summary>How arguments are handed over; called from emitted code.</summary>
internal static class ArgumentPassing
{
    public static T Copy<T>(T value, CopyContext context) => Copier<T>.Copy(value, context);

    public static T CopyAtBoundary<T>(T value, CopyContext context) => context.Boundary ? Copier<T>.Copy(value, context) : value;
}
