package io.holdfast.house;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.tree.Tree;
import com.sun.source.tree.VariableTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.lang.model.element.Modifier;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Every public or protected type and member of the public packages has a Javadoc comment. */
class PublicApiTest {
  @Test
  void everyMember_hasJavadoc() throws IOException {
    List<Path> files =
        House.mainSources().keySet().stream()
            .filter(file -> House.PUBLIC_PACKAGES.contains(packageOf(file)))
            .map(file -> House.module(file.toString()))
            .toList();
    List<String> bare = new ArrayList<>();
    if (!files.isEmpty()) {
      JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
      try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
        JavacTask task =
            (JavacTask)
                compiler.getTask(
                    null,
                    manager,
                    null,
                    List.of("-proc:none"),
                    null,
                    manager.getJavaFileObjectsFromPaths(files));
        DocTrees comments = DocTrees.instance(task);
        for (CompilationUnitTree unit : task.parse()) {
          new BareMembers(comments, bare).scan(unit, null);
        }
      }
    }
    assertThat(bare).as("public members without Javadoc").isEmpty();
  }

  /** "core/src/main/java/io/holdfast/Store.java" lies in "io.holdfast". */
  private static String packageOf(Path file) {
    Path folder = file.subpath(4, file.getNameCount()).getParent();
    return folder == null ? "" : folder.toString().replace('/', '.');
  }

  /** Walks down public types only; what an override does is written where it was declared. */
  private static final class BareMembers extends TreePathScanner<@Nullable Void, @Nullable Void> {
    private final DocTrees comments;
    private final List<String> bare;

    BareMembers(DocTrees comments, List<String> bare) {
      this.comments = comments;
      this.bare = bare;
    }

    @Override
    public @Nullable Void visitClass(ClassTree type, @Nullable Void unused) {
      if (!isPublic(type.getModifiers())) {
        return null;
      }
      note(type.getSimpleName().toString());
      return super.visitClass(type, null);
    }

    @Override
    public @Nullable Void visitMethod(MethodTree method, @Nullable Void unused) {
      if (isPublic(method.getModifiers()) && !overrides(method) && !isOfRecord(method)) {
        note(method.getName().toString());
      }
      return null;
    }

    @Override
    public @Nullable Void visitVariable(VariableTree field, @Nullable Void unused) {
      if (isPublic(field.getModifiers())) {
        note(field.getName().toString());
      }
      return null;
    }

    private boolean isPublic(ModifiersTree modifiers) {
      Set<Modifier> flags = modifiers.getFlags();
      Tree around = getCurrentPath().getParentPath().getLeaf();
      boolean inInterface =
          around.getKind() == Tree.Kind.INTERFACE || around.getKind() == Tree.Kind.ANNOTATION_TYPE;
      return flags.contains(Modifier.PUBLIC)
          || flags.contains(Modifier.PROTECTED)
          || (inInterface && !flags.contains(Modifier.PRIVATE));
    }

    /** A record's constructor says nothing that its components do not. */
    private boolean isOfRecord(MethodTree method) {
      return method.getName().contentEquals("<init>")
          && getCurrentPath().getParentPath().getLeaf().getKind() == Tree.Kind.RECORD;
    }

    private static boolean overrides(MethodTree method) {
      return method.getModifiers().getAnnotations().stream()
          .anyMatch(annotation -> annotation.getAnnotationType().toString().equals("Override"));
    }

    private void note(String name) {
      if (comments.getDocComment(getCurrentPath()) == null) {
        CompilationUnitTree unit = getCurrentPath().getCompilationUnit();
        Path file = Path.of(unit.getSourceFile().getName()).getFileName();
        long position =
            comments.getSourcePositions().getStartPosition(unit, getCurrentPath().getLeaf());
        bare.add(file + ":" + unit.getLineMap().getLineNumber(position) + " " + name);
      }
    }
  }
}
