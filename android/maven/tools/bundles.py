#!/usr/bin/env python3
"""Writes maven/androidx/pom.xml and maven/androidx-test/pom.xml from maven/lock: every version exact, nothing looked up transitively.

AARs cannot stand on a class path, so each bundle unpacks its own and gives their classes as one artifact. Run it after lock.py.
"""

import pathlib

MAVEN = pathlib.Path(__file__).resolve().parents[1]

POM = """<?xml version="1.0" encoding="UTF-8"?>
<!-- Written by maven/tools/bundles.py from maven/lock/{lock}.txt. -->
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <parent><groupId>id.go.kemensos.atensi</groupId><artifactId>android</artifactId><version>0.1.0</version><relativePath>../../pom.xml</relativePath></parent>
  <artifactId>{name}</artifactId>
  <dependencies>
{dependencies}
  </dependencies>
  <build>
    <plugins>
      <plugin>
        <artifactId>maven-dependency-plugin</artifactId>
        <executions>
          <execution>
            <id>aars</id><phase>generate-resources</phase><goals><goal>copy-dependencies</goal></goals>
            <configuration><includeTypes>aar</includeTypes><prependGroupId>true</prependGroupId><outputDirectory>${{project.build.directory}}/aars</outputDirectory></configuration>
          </execution>
        </executions>
      </plugin>
      <plugin>
        <artifactId>maven-antrun-plugin</artifactId>
        <executions>
          <execution>
            <id>unpack</id><phase>process-resources</phase><goals><goal>run</goal></goals>
            <configuration><target>
              <exec executable="${{java.home}}/bin/java" failonerror="true">
                <arg value="${{maven.multiModuleProjectDirectory}}/maven/tools/Aar.java"/><arg value="unpack"/>
                <arg value="${{project.build.directory}}/aars"/><arg value="${{project.build.directory}}/aar"/><arg value="${{project.build.outputDirectory}}"/>
              </exec>
            </target></configuration>
          </execution>
        </executions>
      </plugin>
    </plugins>
  </build>
</project>
"""

DEPENDENCY = (
    "    <dependency><groupId>{0}</groupId><artifactId>{1}</artifactId><version>{2}</version><type>{3}</type><scope>{4}</scope>"
    "<exclusions><exclusion><groupId>*</groupId><artifactId>*</artifactId></exclusion></exclusions></dependency>"
)


def dependencies(lock):
    for line in (MAVEN / "lock" / f"{lock}.txt").read_text().split():
        *what, kind = line.split(":")
        yield DEPENDENCY.format(*what, kind, "provided" if kind == "aar" else "compile")


for name, lock in (("androidx", "main"), ("androidx-test", "test")):
    (MAVEN / name).mkdir(exist_ok=True)
    (MAVEN / name / "pom.xml").write_text(POM.format(name=name, lock=lock, dependencies="\n".join(dependencies(lock))))
